import type { Cause } from "../diagnosis/cause.ts";
import { outOfOtherMemory } from "../diagnosis/out-of-other-memory.ts";

export const executorOutOfMemory: Cause = {
  id: "executor-out-of-memory",
  title: "An executor ran out of heap memory",
  rank: "root",
  signatures: [
    {
      pattern:
        /OutOfMemoryError: (Java heap space|GC overhead limit exceeded|Requested array size|Required array (size|length))/,
      strength: "certain",
      where: "executor",
    },
    {
      pattern:
        /\[(UNABLE_TO_ACQUIRE_MEMORY|\w+_OUT_OF_MEMORY)\]|SparkOutOfMemoryError|Unable to acquire \d+ bytes of memory/,
      strength: "certain",
      where: "executor",
      unless: /No space left/,
    },
    {
      pattern:
        /OversizedAllocationException|Cannot (allocate|grow).{0,80}(buffer|array|BufferHolder)|Can't (allocate|grow) /i,
      strength: "likely",
      where: "executor",
    },
    { pattern: /exit(?:ed)?(?: with)?(?: status| code|Code)?[:= ]+\(?52\b/i, strength: "likely" },
    ...outOfOtherMemory("executor"),
  ],
  fix: "Give each task less at once: more partitions, no collect_list or groupByKey over big groups, fewer cores per executor. Then raise spark.executor.memory.",
  source: "SparkExitCode.OOM = 52; Spark tuning guide, Memory Usage of Reduce Tasks",
};
