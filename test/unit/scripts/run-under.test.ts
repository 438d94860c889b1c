import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "@drawbridge/contracts/file-lock";
import { until } from "../../support/clocks/until.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const nodeOption = "--max-semi-space-size=2";

describe("a script under another Node", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "drawbridge-run-under-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Starts a launcher whose script writes its pid, and then does `work`. */
  async function started(work: string) {
    const pidFile = join(folder, "pid");
    const script = join(folder, "script.mjs");
    writeFileSync(pidFile, "");
    writeFileSync(
      script,
      `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); ${work}`,
    );
    const module_ = JSON.stringify(new URL("scripts/run-under.mjs", `file://${repository}`).href);
    const launch = `import { runUnder } from ${module_}; runUnder(process.execPath, ${JSON.stringify(script)}, ["argument"], ["${nodeOption}"]);`;
    const launcher = spawn(process.execPath, ["--input-type=module", "--eval", launch], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const exit = once(launcher, "exit");
    await until("the script runs", () => readFileSync(pidFile, "utf8") !== "");
    return { launcher, exit, pid: Number(readFileSync(pidFile, "utf8")) };
  }

  it(
    verifies("stack.ends-with-launcher", "A script under the fetched Node ends when its launcher is killed"),
    async () => {
      const { launcher, exit, pid } = await started("setInterval(() => {}, 60_000);");
      launcher.kill("SIGKILL");
      await exit;
      await until("the script has ended", () => !isAlive(pid));
    },
  );

  it(verifies("stack.memory", "A script under the fetched Node gets the launcher's options of Node"), async () => {
    const { exit } = await started(`process.exit(process.execArgv.includes("${nodeOption}") ? 5 : 6);`);
    assert.deepEqual(await exit, [5, null]);
  });

  it(
    verifies(
      "stack.ends-with-launcher",
      "A launcher that gets SIGHUP passes it on, and ends with the script's exit code",
    ),
    async () => {
      const { launcher, exit } = await started(
        'process.on("SIGHUP", () => process.exit(7)); setInterval(() => {}, 60_000);',
      );
      launcher.kill("SIGHUP");
      assert.deepEqual(await exit, [7, null]);
    },
  );

  it(
    verifies("stack.ends-with-launcher", "A launcher ends with the exit code of a script that ends by itself"),
    async () => {
      const { exit } = await started('process.exitCode = process.argv[2] === "argument" ? 3 : 4;');
      assert.deepEqual(await exit, [3, null]);
    },
  );
});
