import type { Cause } from "../diagnosis/cause.ts";

export const resourcesUnavailable: Cause = {
  id: "resources-unavailable",
  title: "The cluster gave the application no executors",
  rank: "root",
  signatures: [
    {
      pattern:
        /Initial job has not accepted any resources|exceeds the maximum limit|Required executor memory .* is above the max threshold|All masters are unresponsive|Max number of executor failures .* reached|pods? .*(forbidden: exceeded quota|unschedulable)|Insufficient (cpu|memory)/i,
      strength: "likely",
    },
  ],
  fix: "Ask for less (executors, cores, memory) or for more quota: the message names which limit was met. Check that executors can register with the driver.",
  source: "TaskSchedulerImpl; YARN and Kubernetes schedulers",
};
