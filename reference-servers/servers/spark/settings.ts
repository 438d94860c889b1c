/**
 * The settings that the Spark server reads from its environment, in addition to those of every server. Any subset of
 * the sources works.
 */
import { readVariables } from "@drawbridge/framework";
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

/** Throws as readVariables does. */
export function readSparkSettings(environment: NodeJS.ProcessEnv): SparkSettings {
  const {
    KNOWLEDGE_URL: url,
    KNOWLEDGE_CREDENTIAL: credential,
    ...sources
  } = readVariables("The Spark server", Variables, environment);
  return {
    eventLogs: sources.SPARK_EVENT_LOG_DIR ?? null,
    logs: sources.SPARK_LOG_DIR ?? null,
    history: sources.SPARK_HISTORY_URL ?? null,
    knowledge: url === undefined || credential === undefined ? null : { url, credential },
  };
}
