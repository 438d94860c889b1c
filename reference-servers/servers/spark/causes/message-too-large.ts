import type { Cause } from "../diagnosis/cause.ts";

export const messageTooLarge: Cause = {
  id: "message-too-large",
  title: "A task or its data is larger than Spark sends in one message",
  rank: "root",
  signatures: [
    {
      pattern:
        /exceeds max allowed: spark\.rpc\.message\.maxSize|Serialized task .* was \d+ bytes|\[TASK_TOO_LARGE|exceeds.*spark\.rpc\.message\.maxSize|RecordTooLargeException|MessageSizeTooLarge|Size exceeds Integer\.MAX_VALUE|gRPC message exceeds maximum size|Received message larger than max/,
      strength: "certain",
    },
  ],
  fix: "Do not carry data inside the task: read it from storage on the executors or broadcast it (sc.broadcast), and give parallelize more slices. Raise spark.rpc.message.maxSize last.",
  source: "CoarseGrainedSchedulerBackend; Spark configuration: spark.rpc.message.maxSize",
};
