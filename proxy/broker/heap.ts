/**
 * Keeps the broker's memory near what it needs. Node is tuned for servers, where time matters more than memory, but a
 * broker runs on an engineer's machine all day.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How often (ms) we check whether long answers have left garbage behind. */
const lookIntervalMs = 5_000;
/** How much memory (bytes) buffers take without any long answer. */
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
  setInterval(() => {
    // A message of many MiB lives long enough to become old garbage, and a process that is idle does not collect that.
    if (typeof collect === "function" && process.memoryUsage().arrayBuffers > usual) collect();
  }, lookIntervalMs).unref();
}
