/**
 * The settings that the Spark server reads from its environment, in addition to those of every server. Any subset of
 * the sources works.
 */
import { z } from "zod";

const Variables = z.object({
  /** Folder of event logs: the value of spark.eventLog.dir. */
  SPARK_EVENT_LOG_DIR: z.string().optional(),
  /** Folder of drivers' and executors' text logs, in any layout. */
  SPARK_LOG_DIR: z.string().optional(),
  SPARK_HISTORY_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** The Knowledge server that stores root causes; set both or neither. */
  KNOWLEDGE_URL: z.url({ protocol: /^https?$/ }).optional(),
  KNOWLEDGE_CREDENTIAL: z.string().optional(),
});

export interface SparkSettings {
  readonly eventLogs: string | null;
  readonly logs: string | null;
  readonly history: string | null;
  readonly knowledge: { readonly url: string; readonly credential: string } | null;
}

/** Throws an Error with the names of the invalid variables, never with their values. */
export function readSparkSettings(environment: NodeJS.ProcessEnv): SparkSettings {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Variables.safeParse(present);
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
    throw new Error(
      `These environment variables are invalid: ${[...names].join(", ")}. Correct them and start the server again.`,
    );
  }
  const { KNOWLEDGE_URL: url, KNOWLEDGE_CREDENTIAL: credential, ...sources } = parsed.data;
  return {
    eventLogs: sources.SPARK_EVENT_LOG_DIR ?? null,
    logs: sources.SPARK_LOG_DIR ?? null,
    history: sources.SPARK_HISTORY_URL ?? null,
    knowledge: url === undefined || credential === undefined ? null : { url, credential },
  };
}
