import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { identityHeaders } from "@drawbridge/contracts/identity";
import { identityHeadersOf } from "@drawbridge/contracts/identity-headers";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { until } from "../../support/clocks/until.ts";
import { type FixtureRegistry, startFixtureRegistry } from "../../support/fault-ports/failing-registry.ts";
import { freePort } from "../../support/network/listening.ts";
import { ada, textOf } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

const main = fileURLToPath(new URL("../../support/servers/workshop-main.ts", import.meta.url));
const edgeProof = "the proof of the workshop's edge";

describe("a server as a separate process", () => {
  let registry: FixtureRegistry;
  const children: ChildProcess[] = [];

  before(async () => {
    registry = await startFixtureRegistry();
  });
  after(() => registry.close());
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  });

  const run = (settings: Record<string, string>) => {
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env.PATH, ...settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      output.stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      output.stderr += chunk;
    });
    return { child, output };
  };
  const start = async (listenOnSeconds = 0) => {
    const port = await freePort();
    const { child, output } = run({
      PORT: String(port),
      DRAWBRIDGE_REGISTRY_URL: registry.url,
      DRAWBRIDGE_REGISTRY_CREDENTIAL: registry.credential,
      DRAWBRIDGE_EDGE_PROOF: edgeProof,
      DRAWBRIDGE_LISTEN_ON_SECONDS: String(listenOnSeconds),
    });
    const url = `http://127.0.0.1:${port}`;
    await until("the server is ready", () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    const client = new Client({ name: "agent", version: "1" }, { versionNegotiation: { mode: "auto" } });
    const headers = { ...identityHeadersOf({ ...ada, surface: "local" }), [identityHeaders.proof]: edgeProof };
    await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }));
    return { child, output, url, client };
  };

  it(
    verifies(
      "framework.log-line",
      "A server logs one line for each call, without arguments, results, messages of faults, or secrets",
    ),
    async () => {
      const { child, output, client, url } = await start();
      assert.deepEqual(registry.announcements.at(-1)?.url, `${url}/mcp`);
      await client.callTool({ name: "list_numbers", arguments: { count: 1, of: "hunter2" } });
      const crash = await client.callTool({ name: "fail", arguments: { how: "crash", word: "hunter2" } });
      await client.callTool({ name: "fail", arguments: { how: "bad-output", word: "hunter2" } });
      await client.close();
      child.kill("SIGTERM");
      await once(child, "exit");
      const lines = output.stderr
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      const calls = lines.filter(({ msg }) => msg === "call");
      assert.deepEqual(
        calls.map(({ server, tool, user, agent, outcome }) => ({ server, tool, user, agent, outcome })),
        [
          { server: "workshop", tool: "list_numbers", user: "ada", agent: "agent", outcome: "ok" },
          { server: "workshop", tool: "fail", user: "ada", agent: "agent", outcome: "internal" },
          { server: "workshop", tool: "fail", user: "ada", agent: "agent", outcome: "internal" },
        ],
      );
      for (const call of calls) assert.ok(call.ms >= 0 && /^[0-9a-f-]{36}$/.test(call.requestId));
      const answeredId = /request id: ([0-9a-f-]+)/.exec(textOf(crash))?.[1];
      const fault = lines.find(({ requestId, msg }) => requestId === answeredId && msg !== "call");
      assert.equal(fault?.kind, "Error");
      assert.match(fault.at.join(), /servers\/workshop\.ts/);
      for (const secret of ["hunter2", edgeProof, registry.credential])
        assert.ok(!output.stderr.includes(secret), secret);
      assert.equal(output.stdout, "");
    },
  );

  const statusOf = (url: string): Promise<number | null> =>
    fetch(url).then(
      ({ status }) => status,
      () => null,
    );

  it(
    verifies("framework.drain", "A server that is asked to stop is not ready at once, and serves on for a stated time"),
    async () => {
      const { child, client, url } = await start(2);
      child.kill("SIGTERM");
      await until("it is not ready", async () => (await statusOf(`${url}/readyz`)) === 503);
      assert.equal((await client.callTool({ name: "note", arguments: { text: "late" } })).isError, undefined);
      const [code] = await once(child, "exit");
      assert.equal(code, 0);
      await client.close();
    },
  );

  it(verifies("framework.drain", "A server that is asked twice to stop ends at once"), async () => {
    const { child, client, url } = await start(60);
    child.kill("SIGTERM");
    await until("it is not ready", async () => (await statusOf(`${url}/readyz`)) === 503);
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    assert.equal(code, 1);
    await client.close();
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(verifies("framework.drain", `A server ends by ${signal} when the calls under way have ended`), async () => {
      const { child, client } = await start();
      const call = client.callTool({ name: "wait_briefly", arguments: {} });
      await client.callTool({ name: "note", arguments: { text: "x" } });
      child.kill(signal);
      assert.match(textOf(await call), /took longer than 0\.05 s/);
      const [code] = await once(child, "exit");
      assert.equal(code, 0);
      await client.close();
    });
  }

  it(
    verifies(
      "framework.settings",
      "A server does not start in an invalid environment, and names the variables at fault",
    ),
    async () => {
      const { child, output } = run({ PORT: "hunter2", DRAWBRIDGE_REGISTRY_URL: "hunter2" });
      const [code] = await once(child, "exit");
      assert.notEqual(code, 0);
      assert.match(
        output.stderr,
        /PORT: .* DRAWBRIDGE_REGISTRY_URL: .* DRAWBRIDGE_REGISTRY_CREDENTIAL: .* DRAWBRIDGE_EDGE_PROOF: /s,
      );
      assert.ok(!output.stderr.includes("hunter2"));
    },
  );
});
