import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandLine } from "../../support/agents/command-line.ts";
import { until } from "../../support/clocks/until.ts";
import { descendants, memoryOf, processesNaming } from "../../support/machine/processes.ts";
import { repository } from "../../support/machine/source-files.ts";
import { freePort } from "../../support/network/listening.ts";
import { verifies } from "../../support/verifies.ts";
import { type RunningStack, runStack } from "../../support/worlds/running-stack.ts";

/** Sorts and windows over the whole of the largest table. */
const heavy = [
  "SELECT event_id, row_number() OVER (PARTITION BY campaign_id ORDER BY event_time) FROM ads.events",
  "SELECT count(DISTINCT event_time) FROM ads.events",
];

describe("npm start", function () {
  this.timeout(120_000);
  const home = mkdtempSync(join(tmpdir(), "drawbridge-start-"));
  let port = 0;
  let first: RunningStack;
  let second: RunningStack;
  after(async () => {
    // The tests stop both. A run of some tests alone does not.
    await first?.stop();
    await second?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  before(async () => {
    port = await freePort();
    first = await runStack({ task: "start", home, port, until: /Ctrl-C stops everything/ });
  });

  it(verifies("stack.first-query", "npm start prints rows of the warehouse that came through the stdio bridge"), () => {
    assert.match(first.output(), /^Drawbridge is ready: http:\/\/127\.0\.0\.1:\d+$/m);
    assert.match(first.output(), /ada asks Presto, through the stdio bridge/);
    assert.match(first.output(), /^channel +events +revenue_usd$/m);
    assert.match(first.output(), /claude mcp add drawbridge-presto/);
  });

  it(verifies("stack.first-start", "npm start is ready within 60 s at the first start"), () => {
    console.log(`      first start: ${(first.startMs / 1000).toFixed(1)} s`);
    assert.ok(first.startMs < 60_000);
  });

  it(
    verifies(
      "stack.memory",
      "npm start stays under 500 MB, including Postgres, also after queries that need much memory",
    ),
    async () => {
      const ada = new CommandLine(home);
      for (const sql of heavy) await ada.run("call", "presto", "query", "--args", JSON.stringify({ sql }));
      for (const query of ["executor runs out of memory", "brodcast jion tmieout"])
        await ada.run("call", "knowledge", "search", "--args", JSON.stringify({ query }));
      await ada.run("call", "spark", "diagnose_app", "--args", '{"app":"app-20261121145542-0000"}');
      const pids = [first.process.pid ?? 0, ...descendants(first.process.pid ?? 0)];
      const megabytes = memoryOf(pids) / 1e6;
      console.log(`      ${pids.length} processes, ${megabytes.toFixed(0)} MB`);
      assert.ok(megabytes < 500, `${megabytes.toFixed(0)} MB`);
    },
  );

  it(
    verifies("stack.one-per-home", "npm start refuses a second stack in the same home, and says what to do"),
    async () => {
      await assert.rejects(runStack({ home, port: await freePort() }), /already runs from this home.*DRAWBRIDGE_HOME/);
    },
  );

  it(verifies("stack.ends-clean", "Ctrl-C stops everything that npm start started, including the broker"), async () => {
    assert.equal(await first.stop(), 0);
    await until("no process of it is left", () => processesNaming(home).length === 0, 5_000);
  });

  it(
    verifies("stack.second-start", "npm start is ready within 8 s at the second start, and still knows its engineers"),
    async () => {
      // The best of some: the machine may be busy with something else.
      const times: number[] = [];
      while (times.length < 3 && !times.some((ms) => ms < 8_000)) {
        await second?.stop();
        second = await runStack({ home, port });
        times.push(second.startMs);
      }
      console.log(`      second start: ${times.map((ms) => (ms / 1000).toFixed(1)).join(", ")} s`);
      assert.ok(Math.min(...times) < 8_000, `${times.join(", ")} ms`);
      const ada = new CommandLine(home);
      const { code, stderr } = await ada.run("call", "presto", "query", "--args", '{"sql":"SELECT 1 AS one"}');
      assert.equal(code, 0, stderr);
      await ada.run("broker", "--stop");
    },
  );

  it(
    verifies("stack.ends-clean", "A terminal that closes (SIGHUP) stops the stack that runs in it as Ctrl-C does"),
    async () => {
      assert.equal(await second.stop("SIGHUP"), 0);
      await until("no process of it is left", () => processesNaming(home).length === 0, 5_000);
    },
  );
});

describe("npm run stack -- --isolate --server hello", function () {
  this.timeout(120_000);
  let stack: RunningStack;
  let ada: CommandLine;

  before(async () => {
    stack = await runStack({ args: ["--isolate", "--server", "hello"] });
    ada = new CommandLine(stack.home);
    await ada.run("login", "--registry", stack.registryUrl, "--as", "ada");
  });
  after(async () => {
    await stack.stop();
    rmSync(stack.home, { recursive: true, force: true });
  });

  it(
    verifies("stack.own-server", "The example server joins a running stack by the command that npm run stack prints"),
    async () => {
      const [, file = ""] =
        /Start your server hello in its folder with: node --env-file=(\S+) main\.ts/.exec(stack.output()) ?? [];
      const server = spawn(process.execPath, [`--env-file=${file}`, "main.ts"], {
        cwd: `${repository}examples/hello-server`,
        stdio: "ignore",
        env: { PATH: process.env.PATH },
      });
      try {
        const greet = () => ada.run("call", "hello", "greet", "--args", '{"name":"Ada"}');
        await until("the server is known", async () => (await greet()).code === 0, 20_000);
        assert.deepEqual(JSON.parse((await greet()).stdout), { text: "Hello, Ada!" });
      } finally {
        const ended = once(server, "exit");
        server.kill();
        assert.deepEqual(await ended, [0, null]);
      }
    },
  );

  it(
    verifies(
      "stack.isolate",
      "npm run stack -- --isolate runs a process for each part, restarts a killed one, and leaves none",
    ),
    async () => {
      const presto = processesNaming("presto/main.ts").filter((pid) =>
        descendants(stack.process.pid ?? 0).includes(pid),
      );
      assert.equal(presto.length, 1);
      process.kill(presto[0] ?? 0, "SIGKILL");
      await untilAnswered(ada);
      await ada.run("broker", "--stop");
      await stack.stop();
      await until("no process of it is left", () => processesNaming(stack.home).length === 0, 5_000);
    },
  );
});

async function untilAnswered(user: CommandLine): Promise<void> {
  const query = () => user.run("call", "presto", "query", "--args", '{"sql":"SELECT 1 AS one"}');
  await until("the part is back", async () => (await query()).code === 0, 20_000);
}
