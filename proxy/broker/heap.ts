/**
 * Keeps the broker's memory near what it needs. Node is tuned for servers, where time matters more than memory, but a
 * broker runs on an engineer's machine all day.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How often (ms) we check whether long answers have left garbage behind. */
const lookIntervalMs = 5_000;
/** How much (bytes) buffers and objects grow between two collections without any long answer. */
const usual = 8 * 1024 * 1024;
/** The first V8 version that can collect young garbage before its room is full. */
const earlyCollection = 13;

/** Runs as long as the process does, but does not keep the process alive. */
export function keepHeapSmall(): void {
  // A read's buffer is freed by the first collection that finds it unused. If collections are frequent, few buffers
  // wait, and none becomes old garbage.
  if (Number.parseInt(process.versions.v8, 10) >= earlyCollection) {
    setFlagsFromString("--scavenger-max-new-space-capacity-mb=1");
  }
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") return;
  let objects = process.memoryUsage().heapUsed;
  setInterval(() => {
    // A message of many MiB lives long enough to become old garbage, as buffers or as text, and a process that is idle
    // collects neither.
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    if (arrayBuffers <= usual && heapUsed <= objects + usual) return;
    collect();
    objects = process.memoryUsage().heapUsed;
  }, lookIntervalMs).unref();
}
