import type { Cause } from "../diagnosis/cause.ts";

export const driverResultTooLarge: Cause = {
  id: "driver-result-too-large",
  title: "The job's result is larger than the driver accepts",
  rank: "root",
  signatures: [
    {
      // Each task's status has a few KB even if the task has no result.
      pattern: /serialized results of \d{5,} tasks .{0,200}bigger than/i,
      strength: "certain",
      fix: "The job has tens of thousands of tasks, and the status of each counts towards the limit even if its result is small: let the job have fewer tasks (fewer or larger files, spark.sql.files.maxPartitionBytes, spark.sql.shuffle.partitions, coalesce). Raise spark.driver.maxResultSize only if the driver has the memory for it.",
    },
    { pattern: /bigger than (local )?(maxResultSize|spark\.driver\.maxResultSize)/i, strength: "certain" },
    { pattern: /is bigger than spark\.driver\.maxResultSize|spark\.driver\.maxResultSize/, strength: "likely" },
  ],
  fix: "Write the result to a table instead of collecting it, or aggregate and limit first. Raise spark.driver.maxResultSize only if the driver has the memory for it.",
  source: "TaskSetManager.canFetchMoreResults; Spark configuration: spark.driver.maxResultSize",
};
