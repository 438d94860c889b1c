import assert from "node:assert/strict";
import { renewalFrom } from "../../../../proxy/identity/refresh.ts";
import { Secret } from "../../../../proxy/identity/secret.ts";
import { endUnkept } from "../../../../proxy/identity/unkept-sign-in.ts";
import { startPlainProvider } from "../../../support/identity/plain-provider.ts";
import { wellKnownFor } from "../../../support/identity/sign-in.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a sign-in that is not kept", () => {
  const revoked = async (endpoint: boolean, status: number) => {
    const provider = await startPlainProvider({ status, body: {} });
    const requests: [path: string, token: string | null, hint: string | null][] = [];
    if (endpoint) provider.metadata.revocation_endpoint = `${provider.url}/revoke`;
    provider.answer = (path, form) => {
      requests.push([path, form.get("token"), form.get("token_type_hint")]);
      return { status, body: {} };
    };
    try {
      await endUnkept(renewalFrom(wellKnownFor(provider.url), Date.now, globalThis.fetch), new Secret("r"));
      return requests;
    } finally {
      provider.close();
    }
  };

  it(
    verifies("sign-in.unkept", "Its refresh token is revoked, also where the provider answers with an error"),
    async () => {
      for (const status of [200, 400, 503])
        assert.deepEqual(await revoked(true, status), [["/revoke", "r", "refresh_token"]]);
    },
  );

  it(verifies("sign-in.unkept", "A provider without an endpoint for revocation gets no request"), async () => {
    assert.deepEqual(await revoked(false, 200), []);
  });

  it(
    verifies("sign-in.unkept", "A provider that does not answer keeps the person from the reason for a limited time"),
    async () => {
      await endUnkept({ revoke: () => new Promise<never>(() => {}) }, new Secret("r"), 1);
    },
  );
});
