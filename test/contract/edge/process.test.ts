import assert from "node:assert/strict";
import { once } from "node:events";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import { until } from "../../support/clocks/until.ts";
import { edgeProcess } from "../../support/edge-suite/edge-process.ts";
import { startWorld, type World } from "../../support/edge-suite/world.ts";
import { send } from "../../support/network/http.ts";
import { verifies } from "../../support/verifies.ts";

describe("the edge as a process", () => {
  let world: World;
  const edge = edgeProcess();
  before(async () => {
    world = await startWorld(edge.start);
  });
  after(() => world.close());

  it(verifies("edge.quiet-logs", "The edge never logs tokens, secrets, or who called"), async () => {
    const { issuer, call, edgeUrl, rootSecret, servers } = world;
    const tokens = await Promise.all([
      issuer.mint({ sub: "grace-hopper", groups: ["ads-eng", "some-secret-group"] }),
      issuer.mint({ sub: "grace-hopper", groups: ["finance"] }),
      issuer.mint({ sub: "grace-hopper", exp: 1 }),
    ]);
    for (const token of tokens) {
      for (const server of ["presto", "tickets", "vault", "nothing"])
        await call(server, token, { method: "POST", body: "select 42" });
      await send(`${edgeUrl}/mcp/presto?token=${token}`, { headers: ["Authorization", token] });
    }
    servers.presto.answer = (incoming) => void incoming.socket.destroy();
    await call("presto", tokens[0], { method: "POST", body: "select 42" });
    await until("the last of it is logged", () => edge.logs().includes('"error":"upstream-lost"'));
    const never = [
      ...tokens,
      ...tokens.map((token) => token.split(".")[2] ?? ""),
      "grace-hopper",
      "some-secret-group",
      "select 42",
    ];
    for (const secret of [
      ...never,
      rootSecret,
      edgeProof(rootSecret, "presto"),
      registryCredential(rootSecret, "edge"),
    ]) {
      assert.equal(edge.logs().includes(secret), false, secret);
    }
  });

  it("The edge ends at SIGTERM, with exit code 0 and nothing on stdout", async () => {
    const child = edge.child();
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });
});
