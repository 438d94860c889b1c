import type { Cause } from "../diagnosis/cause.ts";

export const executorUnresponsive: Cause = {
  id: "executor-unresponsive",
  title: "An executor stopped answering the driver",
  rank: "symptom",
  signatures: [
    {
      pattern:
        /heartbeat timed out after|Executor heartbeat timed out|no recent heartbeats|HeartbeatReceiver.*Removing executor/i,
      strength: "likely",
    },
    { pattern: /Futures timed out after \[\d+ \w+\]/, strength: "hint", unless: /broadcast/i },
    { pattern: /RpcTimeoutException|Cannot receive any reply from/, strength: "hint" },
  ],
  fix: "Look at the executor's GC time first: long pauses stop its heartbeats. Then the host (overloaded, swapping) and the network. Raise spark.network.timeout only after you have ruled out both.",
  source: "HeartbeatReceiver; Spark configuration: spark.network.timeout",
};
