import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tool } from "../../scripts/tool.ts";
import { until } from "../support/clocks/until.ts";
import { endAllNaming, processesNaming } from "../support/machine/processes.ts";
import { repository } from "../support/machine/source-files.ts";
import { verifies } from "../support/verifies.ts";

describe("a test run that is killed", function () {
  this.timeout(240_000);
  let folder: string;
  beforeEach(function () {
    if (process.platform !== "linux") this.skip();
    folder = mkdtempSync(join(tmpdir(), "drawbridge-killed-run-"));
  });
  afterEach(async () => {
    await endAllNaming(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  /** Runs one test of long-run.ts until it has started everything. */
  async function startedRun(title: string): Promise<ChildProcess> {
    const file = join(folder, "started");
    writeFileSync(file, "");
    const tests = join(repository, "test/support/machine/long-run.ts");
    // Its counts are its own: the file of the run around it would say that this run is over.
    const { DRAWBRIDGE_TEST_TALLY: _, ...variables } = process.env;
    const run = spawn(process.execPath, [tool("mocha"), tests, "--grep", title], {
      cwd: repository,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...variables, LONG_RUN_FILE: file, LONG_RUN_HOME: join(folder, "home"), HOME: folder },
    });
    let output = "";
    for (const stream of [run.stdout, run.stderr]) stream.on("data", (part: Buffer) => (output += part));
    const isStarted = () => readFileSync(file, "utf8") !== "";
    await until("the run has started its processes, or fails", () => isStarted() || output.includes("1) "), 180_000);
    assert.ok(isStarted(), output);
    return run;
  }

  for (const [what, title] of [
    ["a database, a broker, a program that ignores SIGINT and one whose parent has ended", "has started a database"],
    ["a whole stack with a process for each part", "has started the whole stack"],
  ] as const)
    it(
      verifies("workspace.killed-run", `A test run that is killed by SIGKILL leaves no process of ${what}`),
      async () => {
        const run = await startedRun(title);
        assert.ok(processesNaming(folder).length > 3, "the run has processes that could be left");
        const ended = once(run, "exit");
        run.kill("SIGKILL");
        await ended;
        await until("no process of the run is left", () => processesNaming(folder).length === 0, 30_000);
      },
    );
});
