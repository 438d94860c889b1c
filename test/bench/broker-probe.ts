/**
 * Loaded into a broker's process (`node --import`): answers each message of the process that started it with how late its event
 * loop ran since the last one. It holds neither the process nor the loop.
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
