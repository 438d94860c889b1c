/**
 * Is loaded into the broker's process by `node --import`. It answers each message of its parent process with the delay
 * of the event loop since the message before. It keeps neither the process nor the event loop alive.
 */
import { createHistogram } from "node:perf_hooks";

const probeIntervalMs = 5;
const lateness = createHistogram();
let last = performance.now();

setInterval(() => {
  const now = performance.now();
  lateness.record(Math.max(1, Math.round((now - last - probeIntervalMs) * 1000)));
  last = now;
}, probeIntervalMs).unref();

process.on("message", () => {
  process.send?.({ lateP50Ms: lateness.percentile(50) / 1000, lateP99Ms: lateness.percentile(99) / 1000 });
  lateness.reset();
});
process.channel?.unref();
