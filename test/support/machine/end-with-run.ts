/**
 * Loaded by mocha before the tests (`.mocharc.json`): no process that a test starts outlives the run, not even if mocha is
 * killed by SIGKILL, which runs no `after` hook. Every process that a test starts inherits PATH, however little else
 * it gets; so a mark at the end of PATH finds the processes of this run, also a broker whose parent has ended.
 * Only Linux shows the environment of a process (/proc). Elsewhere this does nothing.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

if (process.platform === "linux") {
  // A folder that does not exist: a search along PATH passes over it.
  const mark = join(tmpdir(), `drawbridge-test-run-${randomUUID()}`);
  const program = fileURLToPath(new URL("run-guard.ts", import.meta.url));
  const guard = spawn(process.execPath, [program, mark], {
    // Its own process group, because what ends this run by force often ends the whole group.
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  guard.unref();
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  process.env.PATH = `${process.env.PATH ?? ""}:${mark}`;
}
