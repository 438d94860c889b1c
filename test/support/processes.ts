/** Facts about processes, read from /proc. */
import { readdirSync, readFileSync } from "node:fs";

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

/** Bytes these processes take together, each shared page counted once (proportional set size). */
export function memoryOf(of: readonly number[]): number {
  return of
    .map((pid) => Number(/^Pss: +(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** Processes other than this one whose command line or environment names `text`. */
export function processesNaming(text: string): number[] {
  return pids().filter(
    (pid) =>
      pid !== process.pid &&
      (read(`/proc/${pid}/cmdline`).includes(text) || read(`/proc/${pid}/environ`).includes(text)),
  );
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // It ended between the listing and the reading.
    return "";
  }
}
