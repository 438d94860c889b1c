import type { Cause } from "../diagnosis/cause.ts";

export const driverResultTooLarge: Cause = {
  id: "driver-result-too-large",
  title: "The job's result is larger than the driver accepts",
  rank: "root",
  signatures: [
    { pattern: /bigger than (local )?(maxResultSize|spark\.driver\.maxResultSize)/i, strength: "certain" },
    { pattern: /is bigger than spark\.driver\.maxResultSize|spark\.driver\.maxResultSize/, strength: "likely" },
  ],
  fix: "Write the result to a table instead of collecting it, or aggregate and limit first. Raise spark.driver.maxResultSize only if the driver has the memory for it.",
  source: "TaskSetManager.canFetchMoreResults; Spark configuration: spark.driver.maxResultSize",
};
