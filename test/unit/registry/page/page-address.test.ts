import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { belowBase } from "@drawbridge/hosted/base-path";
import { pageAddresses } from "../../../../reference-servers/registry/page/page-address.ts";
import { repository } from "../../../support/machine/source-files.ts";
import { verifies } from "../../../support/verifies.ts";

describe("the addresses of the registry's pages", () => {
  it(verifies("proxies.registry-path", "A page's address is below the path of the registry's address"), () => {
    assert.equal(pageAddresses("https://acme.test/drawbridge")("/approvals"), "/drawbridge/approvals");
    assert.equal(pageAddresses("https://acme.test/drawbridge")("/"), "/drawbridge/");
    assert.equal(pageAddresses("https://drawbridge.acme.test")("/approvals"), "/approvals");
  });

  it(
    verifies("proxies.registry-path", "The path of the address alone is the front page, and no other path is cut"),
    () => {
      const at = (target: string) => belowBase(target, "https://acme.test/drawbridge");
      for (const [target, read] of [
        ["/drawbridge", "/"],
        ["/drawbridge?a=1", "/?a=1"],
        ["/drawbridge/", "/"],
        ["/drawbridge/approvals?a=1", "/approvals?a=1"],
        ["/approvals", "/approvals"],
        ["/drawbridges/approvals", "/drawbridges/approvals"],
      ] as const)
        assert.equal(at(target), read);
    },
  );

  it(
    verifies("proxies.registry-path", "No link, form or redirect in the registry's source leaves out its path"),
    () => {
      const folder = `${repository}reference-servers/registry/`;
      const without =
        /(?:href|action|src)="(?:\/|\$\{\w*Path\b)|\.redirect\((?:["`]\/|\w*Path\b)|EventSource\("|fetch\("\//;
      for (const file of globSync("**/*.{ts,js}", { cwd: folder, exclude: ["node_modules"] }))
        assert.doesNotMatch(readFileSync(folder + file, "utf8"), without, file);
    },
  );
});
