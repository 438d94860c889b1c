/**
 * Runs a part of the stack as a separate process. A part that ends by itself is started again, after a pause that grows
 * with each failure. The process is ended by its pid.
 */
import { type ChildProcess, spawn } from "node:child_process";

export interface Supervised {
  /** The process that runs now; null between two processes. */
  readonly pid: number | null;
  close(): Promise<void>;
}

/** Milliseconds before restart number `failures` (from 1): from 200 ms, doubled each time, up to 10 s. */
export const restartBackoffMs = (failures: number): number => Math.min(200 * 2 ** (failures - 1), 10_000);

/** A process that ran this long (ms) counts as healthy, so the next restart is quick again. */
const healthyAfterMs = 30_000;
/** Milliseconds that a part may drain before it is killed. */
const drainTimeoutMs = 8_000;

/** Runs `node <main>` with the given environment until closed. Calls `say` for every restart. */
export function supervise(
  name: string,
  main: string,
  environment: NodeJS.ProcessEnv,
  say: (message: string) => void,
): Supervised {
  const preload = new URL("end-with-parent.ts", import.meta.url).href;
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | null = null;
  let failures = 0;
  let closing = false;

  const run = (): void => {
    const startedAt = Date.now();
    child = spawn(process.execPath, ["--import", preload, main], {
      env: environment,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      // Its own process group, because the stack handles the terminal's Ctrl-C itself, in its own order.
      detached: true,
    });
    child.once("exit", (code, signal) => {
      child = null;
      if (closing) return;
      failures = Date.now() - startedAt > healthyAfterMs ? 1 : failures + 1;
      const restartDelayMs = restartBackoffMs(failures);
      say(`${name} ended (${signal ?? `exit code ${code}`}); it is started again in ${restartDelayMs} ms.`);
      timer = setTimeout(run, restartDelayMs);
    });
  };
  run();

  return {
    get pid() {
      return child?.pid ?? null;
    },
    async close() {
      closing = true;
      if (timer !== null) clearTimeout(timer);
      if (child !== null) await end(child);
    },
  };
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    const killer = setTimeout(() => child.kill("SIGKILL"), drainTimeoutMs);
    child.once("exit", () => {
      clearTimeout(killer);
      done();
    });
    child.kill("SIGTERM");
  });
}
