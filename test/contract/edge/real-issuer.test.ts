import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import type { Part } from "@drawbridge/contracts/part";
import { startEdge } from "@drawbridge/edge/start";
import { until } from "../../support/clocks/until.ts";
import { startUpstream, type Upstream, valuesOf } from "../../support/edge-suite/upstream.ts";
import { startTestIdentity, type TestIdentity } from "../../support/identity/test-identity.ts";
import { type Answer, bearer, send } from "../../support/network/http.ts";
import { freePort } from "../../support/network/listening.ts";
import { approversToken } from "../../support/people/approvers-token.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { verifies } from "../../support/verifies.ts";

describe("the edge behind the development identity provider", () => {
  const inboxUrl = "http://127.0.0.1:7400";
  let identity: TestIdentity;
  let registry: TestRegistry;
  let presto: Upstream;
  let edge: Part;
  before(async () => {
    [identity, presto] = await Promise.all([startTestIdentity({ registryUrl: inboxUrl }), startUpstream()]);
    const edgeUrl = `http://127.0.0.1:${await freePort()}`;
    registry = await startTestRegistry({ issuer: identity.url, edgeUrl });
    await registry.announce(manifestOf("presto"), presto.url);
    const { url: registryUrl, settings } = registry;
    const port = Number(new URL(edgeUrl).port);
    edge = await startEdge({ port, url: edgeUrl, registryUrl, rootSecret: settings.rootSecret, logLevel: "silent" });
    await until("the edge is ready", async () => (await send(`${edgeUrl}/readyz`)).status === 200);
  });
  after(async () => {
    await edge.close();
    await Promise.all([registry.close(), identity.close(), presto.close()]);
  });
  const call = (token: string): Promise<Answer> => send(`${edge.url}/mcp/presto`, { headers: bearer(token) });

  it(
    verifies("edge.valid-token", "The edge lets users of the development provider through as themselves"),
    async () => {
      assert.equal((await call(await identity.accessToken("ada"))).status, 200);
      const [request] = presto.reached.splice(0);
      assert.ok(request !== undefined);
      assert.deepEqual(valuesOf(request, "x-forwarded-user"), ["ada"]);
      assert.deepEqual(valuesOf(request, "x-forwarded-groups"), ["ads-eng"]);
    },
  );

  it(
    verifies("edge.coarse-policy", "The edge says to finn and omar why they may not pass, and whom to ask"),
    async () => {
      for (const [user, why] of [
        ["finn", "finn is in finance"],
        ["omar", "omar is in none of them"],
      ] as const) {
        const answer = await call(await identity.accessToken(user));
        assert.equal(answer.status, 403);
        const { message } = Refusal.parse(JSON.parse(answer.body));
        assert.ok(message.includes(why) && message.includes("#presto-help"), message);
      }
    },
  );

  it(
    verifies("edge.forged-token", "The edge accepts no token that was issued for approvals, and no expired one"),
    async () => {
      assert.equal((await call(await approversToken(identity.url, inboxUrl))).status, 401);
      const short = await identity.accessToken("ada", { seconds: 1 });
      await until("the token has expired", async () => (await call(short)).status === 401);
      presto.reached.splice(0);
    },
  );

  it(verifies("edge.key-rotation", "The edge follows the keys of the development provider"), async () => {
    const before = await identity.accessToken("ada");
    assert.equal((await call(before)).status, 200);
    await identity.rotateKeys();
    const rotated = await identity.accessToken("ada");
    await until("the new key counts", async () => (await call(rotated)).status === 200);
    assert.equal((await call(before)).status, 200);
  });
});
