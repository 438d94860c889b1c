/** Parts that start, or run, while the identity provider is away or slow. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { Refusal } from "@drawbridge/contracts/access";
import type { Part } from "@drawbridge/contracts/part";
import { startEdge } from "@drawbridge/edge/start";
import { until } from "../../support/clocks/until.ts";
import { startWorld, type World } from "../../support/edge-suite/world.ts";
import { makeKey } from "../../support/identity/issuer.ts";
import { type Answer, bearer, send } from "../../support/network/http.ts";
import { listening } from "../../support/network/listening.ts";
import { verifies } from "../../support/verifies.ts";

describe("an identity provider that is away", () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld(startEdge);
  });
  afterEach(() => world.close());

  /** The registry has verified a token, so it has read the keys. */
  const atRegistry = async (token: string): Promise<number> =>
    (await send(`${world.registryUrl}/api/v1/me/servers`, { headers: bearer(token) })).status;
  const atNewEdge = async (token: string, also: (edge: Part) => Promise<void> = async () => {}): Promise<Answer> => {
    const edge = await startEdge({ ...world.settings, port: 0 });
    await until("the edge is ready", async () => (await send(`${edge.url}/readyz`)).status === 200);
    const answer = await send(`${edge.url}/mcp/presto`, { headers: bearer(token) });
    await also(edge);
    await edge.close();
    return answer;
  };

  it(
    verifies("idp.keys-handed-on", "An edge and a registry that start in that time verify tokens by its last keys"),
    async () => {
      const token = await world.issuer.mint();
      assert.equal(await atRegistry(token), 200);
      await world.issuer.stop();
      assert.equal((await atNewEdge(token)).status, 200);
      await world.registry.close();
      world.registry = await world.startRegistry();
      assert.equal(await atRegistry(token), 200);
    },
  );

  it(verifies("idp.keys-handed-on", "An edge that starts without any keys answers 503, and says why"), async () => {
    const token = await world.issuer.mint();
    await world.issuer.stop();
    const { status, body } = await atNewEdge(token);
    assert.equal(status, 503);
    assert.match(
      Refusal.parse(JSON.parse(body)).message,
      /identity provider's keys cannot be read just now\. Try again/,
    );
  });

  it(
    verifies("idp.keys-handed-on", "An edge that starts while the provider hangs does not wait for it twice"),
    async () => {
      const token = await world.issuer.mint();
      assert.equal(await atRegistry(token), 200);
      await world.issuer.stop();
      const hanging = createServer(() => {});
      await listening(hanging, Number(new URL(world.issuer.url).port));
      const first = await atNewEdge(token, async (edge) => {
        const again = send(`${edge.url}/mcp/presto`, { headers: bearer(token) });
        assert.equal((await again).status, 200);
      });
      assert.equal(first.status, 200, first.body);
      hanging.closeAllConnections();
      await new Promise((resolve) => hanging.close(resolve));
    },
  );

  it(
    verifies("idp.keys-handed-on", "A token by a key that is not among the last ones waits for the provider, with 503"),
    async () => {
      const token = await world.issuer.mint();
      assert.equal(await atRegistry(token), 200);
      const next = await makeKey("next");
      const rotated = await world.issuer.mint({}, next);
      await world.issuer.stop();
      world.issuer.keys.unshift(next);
      const call = (edge: Part, which: string) => send(`${edge.url}/mcp/presto`, { headers: bearer(which) });
      await atNewEdge(token, async (edge) => {
        assert.equal((await call(edge, rotated)).status, 503);
        assert.equal((await call(edge, token)).status, 200);
        await world.issuer.start();
        assert.equal((await call(edge, rotated)).status, 200);
        assert.equal((await call(edge, token)).status, 200);
      });
    },
  );

  it(verifies("idp.key-age", "Edge and registry say how old the keys are that they use"), async () => {
    const token = await world.issuer.mint();
    assert.equal(await atRegistry(token), 200);
    assert.equal((await world.call("presto", token)).status, 200);
    for (const url of [world.edgeUrl, world.registryUrl]) {
      const { body } = await send(`${url}/metrics`);
      const line = `drawbridge_identity_provider_keys_age_seconds{issuer="${world.issuer.url}"} `;
      assert.match(body.slice(body.indexOf(line) + line.length), /^\d{1,2}\n/, body);
    }
  });
});
