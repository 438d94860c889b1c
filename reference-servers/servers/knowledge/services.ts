/** What the tools of the Knowledge server share. */
import type { Context } from "@drawbridge/framework";
import type { Database } from "./database.ts";
import type { Ingester } from "./ingest/ingester.ts";

export interface KnowledgeServices {
  readonly database: Database;
  readonly ingester: Ingester;
}

export type KnowledgeContext = Context<KnowledgeServices>;
