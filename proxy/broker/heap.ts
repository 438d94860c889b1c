/**
 * Keeps the broker's memory near what it needs: Node is made for servers, which rather take memory than time, and a
 * broker stands on an engineer's machine all day.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How often (ms) is looked whether long answers left something behind. */
const lookIntervalMs = 5_000;
/** What buffers take (bytes) without any long answer. */
const usual = 8 * 1024 * 1024;
/** The first V8 that knows how to collect young garbage before its room is full. */
const earlyCollection = 13;

/** Goes on as long as the process does, and does not keep it. */
export function keepHeapSmall(): void {
  // A read's buffer is freed by the collection that finds it dead. Collected often, few wait, and none grows old.
  if (Number.parseInt(process.versions.v8, 10) >= earlyCollection) {
    setFlagsFromString("--scavenger-max-new-space-capacity-mb=1");
  }
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  setInterval(() => {
    // A message of many MiB lived long enough to be old, and nothing that is quiet collects old garbage.
    if (typeof collect === "function" && process.memoryUsage().arrayBuffers > usual) collect();
  }, lookIntervalMs).unref();
}
