/** What a process looks like that runs out of another memory than its heap, or of memory that Spark does not name. */
import type { Signature } from "./cause.ts";

const metaspaceFix = (where: "driver" | "executor"): string =>
  `The memory for classes is full, not the heap. Raise -XX:MaxMetaspaceSize in spark.${where}.extraJavaOptions (or remove that limit). If it fills again, the process leaks classes: generated code, class loaders and UDF jars that a long-lived session registers many times. Use few sessions, and plan for a new driver process from time to time, between jobs and when no write is under way.`;

const directFix = (where: "driver" | "executor"): string =>
  `Memory outside the heap is full: raise -XX:MaxDirectMemorySize and spark.${where}.memoryOverhead together, and send less at once (fewer cores per executor, spark.reducer.maxSizeInFlight, smaller Arrow batches).`;

/** The signatures of memory other than the heap, each with advice of its own. */
export const outOfOtherMemory = (where: "driver" | "executor"): readonly Signature[] => [
  {
    pattern: /OutOfMemoryError: (Metaspace|Compressed class space|PermGen space)/,
    strength: "certain",
    where,
    fix: metaspaceFix(where),
  },
  {
    pattern:
      /OutOfMemoryError: (Direct buffer memory|Cannot reserve \d+ bytes of direct)|OutOfDirectMemoryError|OutOfMemoryException: Failure allocating buffer/,
    strength: "likely",
    where,
    fix: directFix(where),
  },
  { pattern: /java\.lang\.OutOfMemoryError\s*$/m, strength: "likely", where, unless: /No space left/ },
  { pattern: /SQLSTATE: (53200|8200[123])\b/, strength: "likely", where, unless: /No space left/ },
];
