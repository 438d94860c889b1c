import assert from "node:assert/strict";
import { connectIssuer } from "../../../../proxy/identity/issuer.ts";
import { type PlainProvider, startPlainProvider } from "../../../support/identity/plain-provider.ts";
import { wellKnownFor } from "../../../support/identity/sign-in.ts";
import { verifies } from "../../../support/verifies.ts";

describe("an issuer that the operator wrote wrong", () => {
  let provider: PlainProvider;
  beforeEach(async () => {
    provider = await startPlainProvider({ status: 404, body: { error: "Realm does not exist" } });
  });
  afterEach(() => provider.close());

  it(verifies("sign-in.wrong-issuer", "A sign-in at an address without metadata names the setting of the issuer"), () =>
    assert.rejects(connectIssuer(wellKnownFor(`${provider.url}/realms/amce`)), {
      code: "unreachable",
      message: /it has no metadata there.*setting `issuer` of DRAWBRIDGE_IDENTITY_PROVIDERS is wrong/,
    }),
  );

  it(
    verifies("sign-in.wrong-issuer", "A sign-in at metadata of another issuer names the setting of the issuer"),
    () => {
      provider.metadata = { ...provider.metadata, issuer: "https://id.acme.example/realms/acme" };
      return assert.rejects(connectIssuer(wellKnownFor(provider.url)), {
        code: "refused",
        message: /has another issuer in its metadata\. Another sign-in does not help.*exactly as the metadata has it/,
      });
    },
  );
});
