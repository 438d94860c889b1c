/**
 * A program: it waits until its standard input ends, which happens when the test run that started it ends for any reason.
 * Then it ends the processes of that run that are left: first with SIGTERM, so that a stack stops its
 * parts, and after `graceMs` with SIGKILL. Its one argument is the run's mark, which their environment holds.
 */
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { descendants, processesNaming } from "./processes.ts";

/** How long (ms) a stack may take to stop its parts. */
const graceMs = 10_000;
const checkIntervalMs = 50;

/** The marked processes, and those below them: an engine process gets no environment. */
const leftovers = (mark: string): ReadonlySet<number> =>
  new Set(processesNaming(mark).flatMap((pid) => [pid, ...descendants(pid)]));

async function endAll(mark: string): Promise<void> {
  const notified = new Set<number>();
  const killAt = performance.now() + graceMs;
  for (let pids = leftovers(mark); pids.size > 0; pids = leftovers(mark)) {
    const isOver = performance.now() > killAt;
    for (const pid of pids) {
      if (isOver) end(pid, "SIGKILL");
      else if (!notified.has(pid)) end(pid, "SIGTERM");
      notified.add(pid);
    }
    await pause(checkIntervalMs);
  }
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has ended by itself.
  }
}

// Ctrl-C in a terminal reaches the whole process group, and this process ends last.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
const [mark = ""] = process.argv.slice(2);
if (mark === "") throw new Error("run-guard.ts needs the mark of a test run as its argument.");
await text(process.stdin);
await endAll(mark);
