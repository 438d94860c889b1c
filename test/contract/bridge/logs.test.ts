import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callText, readLogLine } from "../../../proxy/broker/log-line.ts";
import { LogTail } from "../../../proxy/commands/log-tail.ts";
import type { Home } from "../../../proxy/files/home.ts";
import { CommandLine } from "../../support/agents/command-line.ts";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { RawAgent } from "../../support/agents/raw-agent.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { UpstreamWorld } from "../../support/worlds/upstream-world.ts";

describe("the log for people", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let home: Home;
  let cli: string;
  let user: CommandLine;
  before(async () => {
    [world, { cli }] = await Promise.all([UpstreamWorld.start(), bundledCli()]);
    home = await world.signedIn("ada");
    user = new CommandLine(home.folder, cli);
  });
  after(() => world.close());

  async function calls(...texts: string[]): Promise<void> {
    const agent = new RawAgent(cli, home.folder, ["modern"]);
    await agent.initialize();
    for (const text of texts) await agent.call("echo", { text });
    await agent.call("fail", {});
    await agent.close();
  }

  it(
    verifies(
      "broker.logs",
      "`drawbridge logs` shows each call with server, tool, time, outcome and agent, and no argument",
    ),
    async () => {
      await calls("the-secret-argument");
      await until("it is written", async () => (await user.run("logs")).stdout.includes("fail"));
      const { code, stdout } = await user.run("logs");
      assert.equal(code, 0);
      assert.match(stdout, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}modern +echo +\d+ ms {2}ok +raw$/m);
      assert.match(stdout, /modern +fail +\d+ ms {2}tool-error +raw$/m);
      assert.doesNotMatch(stdout, /the-secret-argument/);
      // Every JWT begins like this.
      for (const written of [stdout, readFileSync(home.brokerLog, "utf8")])
        assert.doesNotMatch(written, /eyJ|Bearer|DPoP/);
      const { lines } = JSON.parse((await user.run("logs", "--json", "--lines", "1")).stdout);
      assert.equal(lines.length, 1);
      assert.equal((await user.run("logs", "-f", "--json")).code, 2);
      assert.equal((await user.run("logs", "--lines", "none")).code, 2);
    },
  );

  it(
    verifies("broker.logs", "`drawbridge logs -f` shows calls while agents make them, and ends with Ctrl-C"),
    async () => {
      const follower: ChildProcess = spawn(process.execPath, [cli, "logs", "-f", "--home", home.folder], {
        stdio: ["ignore", "pipe", "ignore"],
        env: { PATH: process.env.PATH },
      });
      let output = "";
      follower.stdout?.on("data", (chunk) => {
        output += chunk;
      });
      const echoesIn = (text: string) => text.match(/echo/g)?.length ?? 0;
      // Its lines may come in several pieces, so the first piece does not say how many there are.
      const before = echoesIn((await user.run("logs")).stdout);
      await until("it shows what was", () => output.includes("started") && echoesIn(output) === before);
      await calls("one", "two");
      await until("it shows both", () => echoesIn(output) === before + 2);
      follower.kill("SIGINT");
      await once(follower, "exit");
    },
  );
});

describe("a log that continues in a new file", () => {
  it(
    verifies("broker.logs", "A reader that follows the log loses no line when the log continues in a new file"),
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "drawbridge-log-"));
      const path = join(folder, "broker.log");
      const tail = new LogTail(path);
      try {
        assert.deepEqual(await tail.before(10), []);
        writeFileSync(path, "1\n2");
        assert.deepEqual(await tail.news(), ["1"]);
        appendFileSync(path, "b\n3\n");
        renameSync(path, `${path}.1`);
        writeFileSync(path, "4\n");
        assert.deepEqual(await tail.news(), ["2b", "3", "4"]);
        const later = new LogTail(path);
        assert.deepEqual(await later.before(3), ["2b", "3", "4"]);
        await later.close();
      } finally {
        await tail.close();
        rmSync(folder, { recursive: true });
      }
    },
  );

  it("The log's reader accepts a call and a note, and nothing else", () => {
    const at = "2026-11-20T10:00:00.000Z";
    const call = { at, server: "presto", what: "query", ms: 12, outcome: "ok", agent: "codex" };
    assert.deepEqual(readLogLine(`${at} presto query 12 ms ok codex`), call);
    const detailed = { ...call, account: "0123456789abcdef", folder: "reports", request: "kq_1" };
    assert.deepEqual(readLogLine(`${at} ${callText(detailed)}`), detailed);
    assert.deepEqual(readLogLine(`${at} ${callText({ ...call, folder: "my account=x" })}`), {
      ...call,
      folder: "my_account=x",
    });
    assert.deepEqual(readLogLine(`${at} broker 0.1.0 (pid 1) started`), { at, note: "broker 0.1.0 (pid 1) started" });
    assert.equal(readLogLine("half a li"), null);
  });
});
