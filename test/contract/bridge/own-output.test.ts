import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { installLauncher } from "../../../proxy/agents/install-launcher.ts";
import { BrokerClient } from "../../../proxy/client/broker-client.ts";
import { homeOf } from "../../../proxy/files/home.ts";
import { parsed } from "../../../proxy/kernel/json.ts";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { passTime } from "../../support/clocks/real-time.ts";
import { until } from "../../support/clocks/until.ts";
import { troubleInput } from "../../support/machine/trouble-input.ts";
import { ScriptedUpstream } from "../../support/servers/scripted-upstream.ts";
import { modernServer } from "../../support/transcript/modern-server.ts";
import { verifies } from "../../support/verifies.ts";

const Preload = z.object({ NODE_OPTIONS: z.string(), "noisy.cjs": z.string() });

describe("the options of an agent's environment", function () {
  this.timeout(30_000);
  let folder: string;
  let upstream: ScriptedUpstream;
  let cli: string;
  const home = () => homeOf(join(folder, "home"));
  before(async () => {
    ({ cli } = await bundledCli());
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "drawbridge-options-"));
    upstream = await new ScriptedUpstream(modernServer().serve).start();
  });
  afterEach(async () => {
    await (await BrokerClient.find(home()))?.shutdown();
    await upstream.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  /** A module that notes which processes load it. */
  const noting = (text: string): string =>
    `require("node:fs").appendFileSync(${JSON.stringify(join(folder, "loaded"))}, process.argv.join(" ") + "\\n");\n${text}`;
  const loaded = (): readonly string[] =>
    readFileSync(join(folder, "loaded"), "utf8")
      .split("\n")
      .filter((line) => line !== "");

  /** Starts a bridge as an agent does, and returns what it wrote: each line, and its errors. */
  async function conversation(command: string, args: readonly string[], options: string) {
    const env = { PATH: process.env.PATH, HOME: folder, NODE_OPTIONS: options };
    const child = spawn(command, [...args, "bridge", "--url", upstream.url, "--home", home().folder], {
      ...{ cwd: folder, env, stdio: ["pipe", "pipe", "pipe"] },
    });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    const clientInfo = { name: "agent", version: "1" };
    const initialize = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
    for (const message of [
      { id: 1, method: "initialize", params: initialize },
      { method: "notifications/initialized" },
      { id: 2, method: "tools/list" },
      { id: 3, method: "tools/call", params: { name: "look", arguments: { text: "hello" } } },
    ])
      child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    await until("the call is answered", () => output.includes("hello") || child.exitCode !== null);
    await passTime(300, "a timer of a loaded module prints later");
    const ended = once(child, "exit");
    child.stdin.end();
    if (child.exitCode === null && child.signalCode === null) await ended;
    const lines = output.split("\n").filter((line) => line !== "");
    return { lines, noise: lines.filter((line) => parsed(line) === undefined), errors, output };
  }

  const { NODE_OPTIONS: input, "noisy.cjs": noisy } = troubleInput("node-options-preload.json", Preload);
  for (const [what, options] of [
    ["the input node-options-preload.json", input],
    ["a module that is imported", '--import "data:text/javascript,console.log(1)"'],
    ["a module that is gone", "--require /nowhere/gone.cjs"],
    ["an option that Node does not know", "--no-such-option"],
    ["a debugger", "--inspect=127.0.0.1:0 --require ./noisy.cjs"],
  ] as const) {
    it(verifies("bridge.own-output", `The launcher does not pass on the options of an agent: ${what}`), async () => {
      write("noisy.cjs", noting(noisy));
      write("loaded", "");
      const home = homeOf(join(folder, "home"));
      const machine = { platform: "linux", homeFolder: folder, environment: {} } as const;
      const launcher = await installLauncher({ home, machine }, cli);
      const { lines, noise, errors, output } = await conversation(launcher, [], options);
      assert.deepEqual(noise, []);
      assert.match(output, /"text":"hello"/);
      assert.ok(lines.length >= 3);
      assert.equal(errors, "");
      assert.deepEqual(loaded(), [], "neither the bridge nor its broker loads the module");
    });
  }

  it(
    verifies(
      "bridge.own-output",
      "What a module prints in a bridge without a launcher does not reach the agent's lines",
    ),
    async () => {
      write("loaded", "");
      const print = 'for (const way of ["log", "info", "debug", "dir", "table"]) console[way]("noise of " + way);';
      const path = write(
        "late.cjs",
        noting(
          `console.log("noise at the start"); const later = setInterval(() => { clearInterval(later); ${print} process.stdout.write("written\\n"); }, 250);`,
        ),
      );
      const { noise, errors, output } = await conversation(process.execPath, [cli], `--require ${path}`);
      assert.deepEqual(noise, ["noise at the start"], "before any line of ours runs");
      assert.match(output, /"text":"hello"/);
      for (const words of [
        "noise of log",
        "noise of info",
        "noise of debug",
        "noise of dir",
        "noise of table",
        "written",
      ])
        assert.ok(errors.includes(words), words);
      assert.equal(loaded().length, 1, "the bridge alone: its broker gets no options");
    },
  );
});
