/**
 * The reference servers that the default stack runs: the variables of each in addition to those of every server, and its
 * program.
 */
import { fileURLToPath } from "node:url";
import type { Part } from "@drawbridge/contracts/part";
import { partSecretVariables, peerCredential } from "@drawbridge/contracts/part-secret";
import { readPlace, startServer } from "@drawbridge/framework";
import type { Addresses } from "./parts.ts";

export const referenceServers = ["presto", "spark", "knowledge"] as const;
export type ReferenceServer = (typeof referenceServers)[number];

export interface ServerPlan {
  /** What only the stack knows. */
  readonly variables: NodeJS.ProcessEnv;
  /** What makes the server useful at once. A value that the user set replaces each of these. */
  readonly defaults: NodeJS.ProcessEnv;
  /** Throws as readVariables does. */
  check(environment: NodeJS.ProcessEnv): Promise<unknown>;
  start(environment: NodeJS.ProcessEnv): Promise<Part>;
}

const programs = {
  presto: async () => (await import("@drawbridge/presto/server")).prestoServer,
  spark: async () => (await import("@drawbridge/spark/server")).sparkServer,
  knowledge: async () => (await import("@drawbridge/knowledge/server")).knowledgeServer,
};

/** @param urlOf the address where each server listens */
export function planReferenceServer(name: ReferenceServer, at: Addresses, urlOf: (name: string) => string): ServerPlan {
  const peers = peersOf(at);
  switch (name) {
    case "presto":
      return {
        variables: {},
        defaults: { DRAWBRIDGE_WAREHOUSE: `${at.dataFolder}/warehouse.duckdb` },
        check: async (environment) =>
          readPlace(environment, {
            title: "Presto",
            own: (await import("@drawbridge/presto/settings")).prestoVariables,
          }),
        start: async (environment) => startServer(await programs.presto(), environment),
      };
    case "spark":
      return {
        variables: {},
        defaults: {
          ...(at.ownKnowledge ? {} : { KNOWLEDGE_URL: urlOf("knowledge"), KNOWLEDGE_CREDENTIAL: peers.spark }),
          SPARK_EVENT_LOG_DIR: samples("spark/samples/events"),
          SPARK_LOG_DIR: samples("spark/samples/logs"),
        },
        check: async (environment) =>
          readPlace(environment, { title: "Spark", own: (await import("@drawbridge/spark/settings")).sparkVariables }),
        start: async (environment) => startServer(await programs.spark(), environment),
      };
    case "knowledge":
      return {
        variables: {
          ...(at.databaseUrl === null ? {} : { DATABASE_URL: at.databaseUrl }),
          [partSecretVariables.peers]: peers.all,
        },
        defaults: { KNOWLEDGE_SOURCES: samples("knowledge/samples/sources.json") },
        check: async (environment) =>
          readPlace(environment, {
            title: "Knowledge",
            own: (await import("@drawbridge/knowledge/settings")).knowledgeVariables,
          }),
        start: async (environment) => startServer(await programs.knowledge(), environment),
      };
  }
}

/** Which servers may call Knowledge: those that the user names, and Spark, by the user's credential where there is one. */
function peersOf({ peers, rootSecret }: Addresses): { readonly all: string; readonly spark: string } {
  const named = peers?.split(",").filter((peer) => peer !== "") ?? [];
  const own = named.find((peer) => peer.startsWith("spark="))?.slice("spark=".length);
  const spark = own ?? peerCredential(rootSecret, "spark", "knowledge");
  return { all: own === undefined ? [...named, `spark=${spark}`].join(",") : named.join(","), spark };
}

/** The samples in this repository, for a first look. */
const samples = (path: string): string => fileURLToPath(new URL(path, new URL("../servers/", import.meta.url)));
