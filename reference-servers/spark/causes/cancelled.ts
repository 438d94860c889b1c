import type { Cause } from "../diagnosis/cause.ts";

export const cancelled: Cause = {
  id: "cancelled",
  title: "The job was cancelled",
  rank: "root",
  signatures: [
    {
      pattern:
        /cancelled (because|as part of)|Job \d+ cancelled|was cancelled|cancelled part of|KeyboardInterrupt|OPERATION_CANCELED|cancelJobGroup|cancelAllJobs/i,
      strength: "likely",
      unless: /SparkContext was shut down/,
    },
    {
      pattern: /SQLSTATE: (HY008|XXKDA)\b|\[SPARK_JOB_CANCELLED\]/,
      strength: "likely",
      unless: /SparkContext was shut down/,
    },
  ],
  explainedBy: ["broadcast-timeout"],
  fix: "Somebody or some timeout asked for it: ask who, or find the scheduler's limit. Nothing in the job is known to be wrong.",
  source: "SparkContext.cancelJob; DAGScheduler.handleJobCancellation",
};
