/** What a process looks like that runs out of another memory than its heap, or of memory that Spark does not name. */
import type { Signature } from "./cause.ts";

export const outOfOtherMemory = (where: "driver" | "executor"): Signature => ({
  pattern:
    /OutOfMemoryError: (Metaspace|Direct buffer memory|unable to create|Cannot reserve)|SQLSTATE: (53200|8200[123])\b/,
  strength: "likely",
  where,
  unless: /No space left/,
});
