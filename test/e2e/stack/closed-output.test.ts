import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endAllNaming, processesNaming } from "../../support/machine/processes.ts";
import { repository } from "../../support/machine/source-files.ts";
import { freePort } from "../../support/network/listening.ts";
import { verifies } from "../../support/verifies.ts";

describe("a stack whose output is closed", function () {
  this.timeout(120_000);
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "drawbridge-closed-stack-"));
  });
  afterEach(async () => {
    await endAllNaming(home);
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  });

  /** Runs it with the reading end of stdout closed: before it has written anything, or after its first line. */
  const closed = async (args: readonly string[], when: "at once" | "after a line", all = false) => {
    const port = String(await freePort());
    const child = spawn(process.execPath, ["scripts/run.mjs", ...args], {
      cwd: repository,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, DRAWBRIDGE_HOME: home, DRAWBRIDGE_PORT: port, HOME: home },
    });
    if (when === "at once") child.stdout.destroy();
    else child.stdout.once("data", () => child.stdout.destroy());
    let stderr = "";
    if (all) child.stderr.destroy();
    else child.stderr.on("data", (chunk) => (stderr += chunk));
    const code = await new Promise<number | null>((done, failed) => child.once("error", failed).once("close", done));
    return { code, stderr };
  };

  for (const [what, args, when, all] of [
    ["npm start | head -1", ["start"], "after a line", false],
    ["npm run stack, stdout closed before it wrote", ["stack"], "at once", false],
    ["npm run stack -- --isolate, stderr closed too", ["stack", "--isolate"], "at once", true],
  ] as const) {
    it(
      verifies(
        "stack.closed-output",
        `A stack whose output is closed ends without a stack trace and leaves no process: ${what}`,
      ),
      async () => {
        const { code, stderr } = await closed(args, when, all);
        assert.doesNotMatch(stderr, /EPIPE|\n\s+at |node:|Unhandled/);
        assert.equal(code, 141, stderr);
        assert.deepEqual(processesNaming(home), [], stderr);
      },
    );
  }
});
