/** Facts about processes, read from /proc. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { until } from "../clocks/until.ts";

const pids = (): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** Every process below `pid`, at any depth. */
export function descendants(pid: number): number[] {
  const parents = new Map(pids().map((each) => [each, parentOf(each)]));
  const below = (of: number): number[] =>
    [...parents].filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

/** The memory of these processes together (bytes). Each shared page counts once (proportional set size). */
export function memoryOf(of: readonly number[]): number {
  return of
    .map((pid) => Number(/^Pss: +(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** The memory (bytes) that the process shares with no other: it is freed when the process ends. */
export const ownMemoryOf = (pid: number): number =>
  Number(/^Private_Dirty: +(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;

/** A process's resident memory (bytes), and its peak since its start or since the last `forgetPeak`. */
export const residentMemoryOf = (pid: number): number => status(pid, "VmRSS") * 1024;
export const peakMemoryOf = (pid: number): number => status(pid, "VmHWM") * 1024;

/** Starts to measure a new peak (proc_pid_clear_refs(5)). */
export const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, "5");

const status = (pid: number, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(read(`/proc/${pid}/status`))?.[1] ?? 0);

/**
 * How long (ms) the process's main thread was ready to run and waited for a processor, since its start. 0 where the
 * kernel does not count it.
 */
export const waitedForProcessorMs = (pid: number): number =>
  Number(read(`/proc/${pid}/schedstat`).split(" ")[1] ?? 0) / 1e6;

/** The processor time (ms) that the process has used since its start (proc_pid_stat(5)), in steps of 10 ms. */
export function processorMsOf(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  return ticks * 10;
}

/** How many files, sockets and the like a process has open. */
export const openHandlesOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** Processes other than this one whose command line or environment names `text`. */
export function processesNaming(text: string): number[] {
  return pids().filter(
    (pid) =>
      pid !== process.pid &&
      (read(`/proc/${pid}/cmdline`).includes(text) || read(`/proc/${pid}/environ`).includes(text)),
  );
}

/** Ends every process that still names `folder`, such as a broker that a bridge started just before its own end. */
export async function endAllNaming(folder: string): Promise<void> {
  for (const pid of processesNaming(folder)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // The process has ended by itself.
    }
  }
  await until(`nothing names ${folder}`, () => processesNaming(folder).length === 0);
}

function parentOf(pid: number): number {
  return status(pid, "PPid");
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // The process ended between the listing and the reading.
    return "";
  }
}
