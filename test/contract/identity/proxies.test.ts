import assert from "node:assert/strict";
import { startIdentity } from "@drawbridge/identity/start";
import { z } from "zod";
import { send } from "../../support/network/http.ts";
import { verifies } from "../../support/verifies.ts";

const Discovered = z.object({ issuer: z.string(), authorization_endpoint: z.string(), token_endpoint: z.string() });
const issuer = "https://id.acme.test";

/** What the provider says of itself to a peer at 127.0.0.1 that claims to forward a request. */
async function discovered(trustedProxies: readonly string[], ...headers: string[]) {
  const identity = await startIdentity({
    ...{ port: 0, issuer, accessTokenSeconds: 60, logLevel: "silent" },
    network: { trustedProxies },
  });
  try {
    const target = "/.well-known/openid-configuration";
    const { status, body } = await send(identity.url, { target, headers });
    return status === 200 ? Discovered.parse(JSON.parse(body)) : status;
  } finally {
    await identity.close();
  }
}
const at = (origin: string) => ({
  issuer,
  authorization_endpoint: `${origin}/auth`,
  token_endpoint: `${origin}/token`,
});

describe("the development identity provider behind a proxy", () => {
  it(
    verifies("proxies.believed", "It gives HTTPS addresses to clients of a proxy that the operator named"),
    async () => {
      const scheme = ["X-Forwarded-Proto", "https"];
      assert.deepEqual(await discovered(["127.0.0.1"], "Host", "id.acme.test", ...scheme), at(issuer));
      const rewritten = ["Host", "pod", "X-Forwarded-Host", "id.acme.test"];
      assert.deepEqual(await discovered(["127.0.0.1"], ...rewritten, ...scheme), at(issuer));
    },
  );

  it(
    verifies("identity.leaving", "It answers probes under any name, and says once it has to stop that it is not ready"),
    async () => {
      const identity = await startIdentity({ port: 0, issuer, accessTokenSeconds: 60, logLevel: "silent" });
      try {
        const probe = async (target: string) => (await send(identity.url, { target, headers: ["Host", "pod"] })).status;
        assert.deepEqual([await probe("/healthz"), await probe("/readyz")], [200, 200]);
        identity.leave?.();
        assert.deepEqual([await probe("/healthz"), await probe("/readyz")], [200, 503]);
      } finally {
        await identity.close();
      }
    },
  );

  it(verifies("proxies.forged", "It ignores the scheme and the host that a stranger claims"), async () => {
    const claims = ["X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil.example", "X-Forwarded-Port", "8443"];
    for (const proxies of [[], ["10.0.0.0/8"]]) {
      assert.deepEqual(await discovered(proxies, "Host", "id.acme.test", ...claims), at("http://id.acme.test"));
      assert.equal(await discovered(proxies, "Host", "pod", "X-Forwarded-Host", "id.acme.test"), 421);
    }
  });
});
