/**
 * Tests that killed-run.test.ts runs in a mocha of its own and kills: each starts what tests start, writes a line to
 * the file that LONG_RUN_FILE names, and never ends.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { startPostgres } from "../../../reference-servers/platform/postgres.ts";
import { runStack } from "../worlds/running-stack.ts";
import { repository } from "./source-files.ts";

const { LONG_RUN_FILE: file = "", LONG_RUN_HOME: home = "" } = process.env;
const forever = (): Promise<never> => new Promise(() => setInterval(() => {}, 60_000));
const report = (line: string): void => appendFileSync(file, `${line}\n`);

describe("a run that is killed", function () {
  this.timeout(0);

  it("A test has started a database, a program that ignores SIGINT, and one whose parent has ended", async () => {
    await startPostgres({ folder: join(home, "postgres") });
    const stubborn = 'process.on("SIGINT", () => {}); setInterval(() => {}, 60_000)';
    spawn(process.execPath, ["-e", stubborn, home], { stdio: "ignore", env: { PATH: process.env.PATH } });
    const orphaning = `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 60_000)", ${JSON.stringify(home)}], { stdio: "ignore", detached: true }).unref()`;
    const parent = spawn(process.execPath, ["-e", orphaning], { stdio: "ignore", env: { PATH: process.env.PATH } });
    await once(parent, "exit");
    const broker = [join(repository, "proxy/cli.ts"), "broker", "--home", home];
    spawn(process.execPath, broker, { stdio: "ignore", detached: true, env: { PATH: process.env.PATH, HOME: home } });
    report("started");
    await forever();
  });

  it("A test has started the whole stack with the demo, and its server processes", async () => {
    await runStack({ home, task: "start", args: ["--isolate"], until: /Ctrl-C stops everything/ });
    report("started");
    await forever();
  });
});
