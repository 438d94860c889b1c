import type { Cause } from "../diagnosis/cause.ts";

export const driverLost: Cause = {
  id: "driver-lost",
  title: "The driver ended without logging a reason",
  rank: "symptom",
  signatures: [
    {
      pattern:
        /SparkContext was shut down|SparkContext has been shutdown|Cannot call methods on a stopped SparkContext|Application report .* FAILED|Driver .* disassociated|driver commanded a shutdown|Error while sending or receiving/i,
      strength: "hint",
    },
    // The Python process lost the Java process that it drives.
    {
      pattern:
        /Answer from Java side is empty|in connect_to_java_server|trying to connect to the Java server|java_gateway\.py", line \d+, in start\b/,
      strength: "likely",
    },
    {
      pattern:
        /driver (has )?(stopped|terminated|exited) unexpectedly|driver process .{0,60}(died|was lost|is gone)|\bDriver(Lost| is temporarily unavailable)/i,
      strength: "likely",
    },
  ],
  fix: "Look at the driver's own log and at the cluster manager at the time of its last event: it was killed, it ran out of memory, or its host was lost.",
  source: "DAGScheduler.cleanUpAfterSchedulerStop",
};
