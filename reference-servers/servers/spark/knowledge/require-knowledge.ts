/** For tools that cannot work without a Knowledge server. */
import { SparkError } from "../errors.ts";
import type { SparkServices } from "../services.ts";
import type { KnowledgeClient } from "./client.ts";

/** Throws SparkError `not-configured`. */
export function requireKnowledge({ knowledge }: SparkServices): KnowledgeClient {
  if (knowledge !== null) return knowledge;
  throw new SparkError(
    "not-configured",
    "No Knowledge server is configured, so past failures are not stored.",
    "Ask the operator of this server to set KNOWLEDGE_URL and KNOWLEDGE_CREDENTIAL.",
  );
}
