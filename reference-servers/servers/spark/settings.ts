/**
 * The settings that the Spark server reads from its environment, in addition to those of every server. Any subset of
 * the sources works.
 */
import type { Secret } from "@drawbridge/contracts/secret";
import { type OwnVariables, type Rule, readVariables, secretIn, variable } from "@drawbridge/framework";
import { z } from "zod";

const Variables = z.object({
  SPARK_EVENT_LOG_DIR: variable(z.string().optional(), {
    means: "Folder of event logs: the value of spark.eventLog.dir.",
    example: "/mnt/spark/events",
    default: "none; the embedded stack has samples",
  }),
  SPARK_LOG_DIR: variable(z.string().optional(), {
    means: "Folder of drivers' and executors' text logs, in any layout.",
    example: "/mnt/spark/logs",
    default: "none; the embedded stack has samples",
  }),
  SPARK_HISTORY_URL: variable(z.url({ protocol: /^https?$/ }).optional(), {
    means: "Address of your Spark History Server.",
    example: "https://spark-history.acme.test",
    default: "none",
  }),
  KNOWLEDGE_URL: variable(z.url({ protocol: /^https?$/ }).optional(), {
    means: "Address of the Knowledge server that stores root causes. Set KNOWLEDGE_CREDENTIAL too.",
    example: "http://knowledge.drawbridge.svc:7412",
    default: "root causes are not stored",
  }),
  KNOWLEDGE_CREDENTIAL: variable(z.string().optional(), {
    means: "What Spark shows to the Knowledge server, which has it in its DRAWBRIDGE_PEERS.",
    example: "CREDENTIAL",
    default: "root causes are not stored",
    secret: true,
  }),
});

const bothOrNeither: Rule = (set) => {
  const missing = (["KNOWLEDGE_URL", "KNOWLEDGE_CREDENTIAL"] as const).filter((name) => set[name] === undefined);
  const [variable] = missing;
  return missing.length === 1 && variable !== undefined
    ? [{ variable, fault: "not set: KNOWLEDGE_URL and KNOWLEDGE_CREDENTIAL are set together, or neither" }]
    : [];
};

/** What the Spark server reads, in addition to what every server does. */
export const sparkVariables: OwnVariables = { variables: Variables, rules: [bothOrNeither] };

export interface SparkSettings {
  readonly eventLogs: string | null;
  readonly logs: string | null;
  readonly history: string | null;
  readonly knowledge: { readonly url: string; readonly credential: Secret } | null;
}

/** Throws as readVariables does. */
export function readSparkSettings(environment: NodeJS.ProcessEnv): SparkSettings {
  const {
    KNOWLEDGE_URL: url,
    KNOWLEDGE_CREDENTIAL: credential,
    ...sources
  } = readVariables("The Spark server", Variables, environment, [bothOrNeither]);
  return {
    eventLogs: sources.SPARK_EVENT_LOG_DIR ?? null,
    logs: sources.SPARK_LOG_DIR ?? null,
    history: sources.SPARK_HISTORY_URL ?? null,
    knowledge:
      url === undefined || credential === undefined
        ? null
        : { url, credential: secretIn(environment, "KNOWLEDGE_CREDENTIAL", credential) },
  };
}
