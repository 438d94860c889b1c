/** For tools that cannot work without a Knowledge server. */
import { SparkError } from "../errors.ts";
import type { SparkServices } from "../services.ts";
import type { Memory } from "./client.ts";

/** Throws SparkError `not-configured`. */
export function memoryOf({ memory }: SparkServices): Memory {
  if (memory !== null) return memory;
  throw new SparkError(
    "not-configured",
    "No Knowledge server is configured, so past failures are not stored.",
    "Ask the operator of this server to set KNOWLEDGE_URL and KNOWLEDGE_CREDENTIAL.",
  );
}
