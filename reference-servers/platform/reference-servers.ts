/**
 * The reference servers that the default stack runs: the variables of each in addition to those of every server, and its
 * program.
 */
import { fileURLToPath } from "node:url";
import type { Part } from "@drawbridge/contracts/part";
import { partSecretVariables, peerCredential } from "@drawbridge/contracts/part-secret";
import { startServer } from "@drawbridge/framework";
import type { Addresses } from "./parts.ts";

export const referenceServers = ["presto", "spark", "knowledge"] as const;
export type ReferenceServer = (typeof referenceServers)[number];

export interface ServerPlan {
  /** What only the stack knows. */
  readonly variables: NodeJS.ProcessEnv;
  /** What makes the server useful at once. A value that the user set replaces each of these. */
  readonly defaults: NodeJS.ProcessEnv;
  start(environment: NodeJS.ProcessEnv): Promise<Part>;
}

/** @param urlOf the address where each server listens */
export function planReferenceServer(name: ReferenceServer, at: Addresses, urlOf: (name: string) => string): ServerPlan {
  const sparkToKnowledge = peerCredential(at.rootSecret, "spark", "knowledge");
  switch (name) {
    case "presto":
      return {
        variables: { DRAWBRIDGE_WAREHOUSE: `${at.dataFolder}/warehouse.duckdb` },
        defaults: {},
        start: async (environment) =>
          startServer((await import("@drawbridge/presto/server")).prestoServer, environment),
      };
    case "spark":
      return {
        variables: { KNOWLEDGE_URL: urlOf("knowledge"), KNOWLEDGE_CREDENTIAL: sparkToKnowledge },
        defaults: {
          SPARK_EVENT_LOG_DIR: samples("spark/samples/events"),
          SPARK_LOG_DIR: samples("spark/samples/logs"),
        },
        start: async (environment) => startServer((await import("@drawbridge/spark/server")).sparkServer, environment),
      };
    case "knowledge":
      return {
        variables: { DATABASE_URL: at.databaseUrl, [partSecretVariables.peers]: `spark=${sparkToKnowledge}` },
        defaults: { KNOWLEDGE_SOURCES: samples("knowledge/samples/sources.json") },
        start: async (environment) =>
          startServer((await import("@drawbridge/knowledge/server")).knowledgeServer, environment),
      };
  }
}

/** The samples in this repository, for a first look. */
const samples = (path: string): string => fileURLToPath(new URL(path, new URL("../servers/", import.meta.url)));
