import type { Cause } from "../diagnosis/cause.ts";
import { notInWords } from "../diagnosis/words.ts";

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
    // What a class that is not known here says.
    {
      pattern:
        /([Ii]nsufficient|[Nn]ot enough|[Nn]o available|out of) (resources|capacity|slots|cores|cpu|nodes|executors|instances|workers)|[Cc]apacity/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
    // What clouds say about machines.
    {
      pattern:
        /cannot accept submission|Queue .{1,80} (is STOPPED|already has \d+ applications)|submitted by user .{1,60} to unknown queue|do not have sufficient \S+ capacity|insufficient capacity|no capacity available|InsufficientCapacity|NotEnoughCapacity|AllocationFailed|SkuNotAvailable|OutOfCapacity|OverconstrainedAllocation|CLOUD_PROVIDER_RESOURCE_STOCKOUT|Unable to allocate (container|executor)/,
      strength: "likely",
    },
  ],
  // Executors that cannot start leave the application without any.
  explainedBy: [
    "invalid-configuration",
    "disk-full",
    "host-out-of-memory",
    "missing-dependency",
    "permission-denied",
    "quota-exceeded",
  ],
  fix: "Request less (executors, cores, memory) or get more quota: the message names the limit that was reached. If executors start and exit at once, the reason is in their own stderr; often they cannot reach the driver's address or port.",
  source: "TaskSchedulerImpl; YARN and Kubernetes schedulers",
};
