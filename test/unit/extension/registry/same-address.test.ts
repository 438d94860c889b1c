import assert from "node:assert/strict";
import { isSameAddress } from "../../../../extension/registry/same-address.ts";
import { hostOf } from "../../../../extension/session/session-messages.ts";
import { verifies } from "../../../support/verifies.ts";

describe("the addresses of registries in the editor", () => {
  it(verifies("proxies.registry-path", "Two registries below paths of one host are two registries"), () => {
    assert.equal(isSameAddress("https://acme.test/drawbridge/", "https://ACME.test:443/drawbridge"), true);
    assert.equal(isSameAddress("https://acme.test/", "https://acme.test"), true);
    assert.equal(isSameAddress("https://acme.test/drawbridge", "https://acme.test/staging"), false);
    assert.equal(isSameAddress("https://acme.test/drawbridge", "https://acme.test"), false);
    assert.equal(isSameAddress("words", "words"), true);
  });

  it(verifies("proxies.registry-path", "The editor names a registry by its host and its path"), () => {
    assert.equal(hostOf("https://acme.test/drawbridge/"), "acme.test/drawbridge");
    assert.equal(hostOf("https://acme.test:8443/"), "acme.test:8443");
  });
});
