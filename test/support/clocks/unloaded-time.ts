/**
 * Measures time as if the machine had a free processor for the processes that a test measures: from the wall clock it takes
 * off how long they were ready to run and waited for a processor. So a limit in milliseconds means the same on a busy
 * machine and on a quiet one, where nothing is taken off.
 */
import { waitedForProcessorMs } from "../machine/processes.ts";

export interface Stopwatch {
  /** Milliseconds since the start. `pid` is a process that was started after this stopwatch, if one was. */
  ms(pid?: number): number;
}

/** Starts to measure. `pids` are processes that already run and take part; this one always does. */
export function stopwatch(...pids: readonly number[]): Stopwatch {
  const all = [process.pid, ...pids];
  const waited = (of: readonly number[]): number => of.reduce((sum, pid) => sum + waitedForProcessorMs(pid), 0);
  const before = waited(all);
  const began = performance.now();
  return { ms: (pid) => performance.now() - began - (waited(pid === undefined ? all : [...all, pid]) - before) };
}
