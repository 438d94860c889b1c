import type { Cause } from "../diagnosis/cause.ts";

export const cancelled: Cause = {
  id: "cancelled",
  title: "The job was cancelled",
  rank: "root",
  echo: true,
  signatures: [
    {
      pattern:
        /cancelled (because|as part of)|Job \d+ cancelled|was cancelled|cancelled part of|KeyboardInterrupt|OPERATION_CANCELED|cancelJobGroup|cancelAllJobs/i,
      strength: "likely",
      unless: /SparkContext was shut down/,
    },
    {
      pattern:
        /killed by user|Application .{0,80}was killed|State: KILLED|[Rr]un exceeded timeout|[Jj]ob (run )?timed out|(maximum|execution) (run ?time|timeout) .{0,60}(exceeded|reached)|DeadlineExceeded|Session .{0,80}(idle|timed out).{0,40}(kill|delet|expire)/,
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
  fix: "A person or a timeout cancelled it: find out who did, or look for the scheduler's time limit. No fault in the job itself was found. Check what it had already written before it runs again.",
  source: "SparkContext.cancelJob; DAGScheduler.handleJobCancellation",
};
