import type { Cause } from "../diagnosis/cause.ts";

export const containerOverMemory: Cause = {
  id: "container-over-memory",
  title: "A container used more memory than its limit",
  rank: "root",
  signatures: [
    {
      pattern:
        /Container killed by YARN for exceeding (physical |virtual )?memory limits|(running|is running \S+) beyond (the )?'?(physical|virtual)'? memory limit/i,
      strength: "certain",
    },
    {
      pattern:
        /OOMKilled|CONSTRAINT_MEMCG|OutOfMemoryError: Container killed|MemoryOverhead|memory cgroup out of memory|low on resource: memory|Consider boosting spark\.(executor|yarn\.executor)\.memoryOverhead/i,
      strength: "certain",
    },
    {
      pattern: /possible container OOM/,
      strength: "likely",
      unless: /[Ee]vict|[Pp]reempt|drain|NodeLost|[Dd]ecommission/,
    },
    { pattern: /Container from a bad node.*exit(ed| status).*(137|-104)|Exit status: -10[34]\b/i, strength: "likely" },
  ],
  fix: "Raise spark.executor.memoryOverhead (or spark.driver.memoryOverhead): memory outside the heap, Python workers and native buffers, exceeded the container's limit. Fewer cores per executor also need less of it.",
  source:
    "YARN exit statuses -103/-104; Kubernetes container status OOMKilled; Spark configuration: spark.executor.memoryOverhead",
};
