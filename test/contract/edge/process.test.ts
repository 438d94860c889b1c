import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import type { EdgeSettings } from "@drawbridge/edge/settings";
import { until } from "../../support/clocks/until.ts";
import { startWorld, type World } from "../../support/edge-suite/world.ts";
import { send } from "../../support/network/http.ts";
import { verifies } from "../../support/verifies.ts";

const main = fileURLToPath(import.meta.resolve("../../../reference-servers/edge/main.ts"));

describe("the edge as a process", () => {
  let world: World;
  let child: ChildProcess;
  let logs = "";
  const startProcess = async ({ port, url, registryUrl, rootSecret }: EdgeSettings) => {
    const variables = { PORT: String(port), DRAWBRIDGE_EDGE_URL: url, DRAWBRIDGE_REGISTRY_URL: registryUrl };
    const env = {
      PATH: process.env.PATH,
      ...variables,
      DRAWBRIDGE_ROOT_SECRET: rootSecret,
      DRAWBRIDGE_LOG_LEVEL: "trace",
    };
    child = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        logs += chunk;
      });
    }
    while (!logs.includes("the edge serves")) await once(child.stderr ?? child, "data");
    return {
      url,
      close: async () => {
        if (child.exitCode !== null) return;
        child.kill("SIGTERM");
        await once(child, "exit");
      },
    };
  };
  before(async () => {
    world = await startWorld(startProcess);
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
    await until("the last of it is logged", () => logs.includes('"error":"upstream-lost"'));
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
      assert.equal(logs.includes(secret), false, secret);
    }
  });

  it("The edge ends at SIGTERM, with exit code 0 and nothing on stdout", async () => {
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });
});
