import type { Cause } from "../diagnosis/cause.ts";

export const resourcesUnavailable: Cause = {
  id: "resources-unavailable",
  title: "The cluster gave the application no executors",
  rank: "root",
  signatures: [
    {
      pattern:
        /Initial job has not accepted any resources|waiting for resources to be assigned|Application is added to the scheduler and is not yet activated|Required executor memory .* is above the max threshold|All masters are unresponsive|pods? .*(forbidden: exceeded quota|unschedulable)|Insufficient (cpu|memory)|resource limit exceeded|exceeds? (its|the) maximum allocation|\d+\/\d+ nodes are available|FailedScheduling|InsufficientInstanceCapacity|ZONE_RESOURCE_POOL_EXHAUSTED|\bSTOCKOUT\b|does not have enough (resources|capacity)|[Rr]esource unavailable/i,
      strength: "likely",
    },
    {
      pattern:
        /requires more slots than the total number|\[SPARK-248(17|18|19)\]|Asked to launch cluster with|\[CONCURRENT_SCHEDULER_INSUFFICIENT_SLOT\]|SQLSTATE: 53000\b|Application has been killed\. Reason: All masters are unresponsive|Required AM memory|is larger than the (max|available) (memory|resources)/i,
      strength: "certain",
    },
    // Why the executors failed is a cause of its own.
    { pattern: /Max number of executor failures .* reached/, strength: "hint" },
  ],
  // Executors that cannot start leave the application without any.
  explainedBy: ["invalid-configuration"],
  fix: "Request less (executors, cores, memory) or get more quota: the message names the limit that was reached. Check that executors can register with the driver.",
  source: "TaskSchedulerImpl; YARN and Kubernetes schedulers",
};
