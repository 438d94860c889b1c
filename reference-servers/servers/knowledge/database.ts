/** The server's Postgres: the types of its tables, a connection pool, and the migrations, which run first. */
import type { Secret } from "@drawbridge/contracts/secret";
import {
  type Connection,
  isMissingPrivilege,
  isStatementTimeout,
  isUnreachable,
  openDatabase as open,
  type Schema,
} from "@drawbridge/framework/database";
import type { ColumnType, Kysely, Transaction } from "kysely";
import type { Logger } from "pino";
import { KnowledgeError } from "./errors.ts";
import * as documents from "./migrations/0001-documents.ts";
import * as words from "./migrations/0002-words.ts";
import * as authorClaims from "./migrations/0003-author-claims.ts";
import * as skippedAndIndexVersion from "./migrations/0004-skipped-and-index-version.ts";

/** JSON columns are read as a parsed value of unknown shape, and written as text. */
type Json = ColumnType<unknown, string, string>;

export interface Tables {
  sources: {
    name: string;
    title: string;
    kind: string;
    groups: string[];
    active: boolean;
    synced_at: ColumnType<Date | null, Date | undefined, Date>;
    problems: ColumnType<unknown, string | undefined, string>;
    skipped: ColumnType<unknown, string | undefined, string>;
  };
  documents: {
    id: string;
    source: string;
    path: string;
    title: string;
    url: string;
    groups: string[] | null;
    digest: string;
    signature: string | null;
    passages: number;
    changed_at: Date;
    changed_by: string | null;
    changed_by_claim: string;
  };
  passages: {
    document: string;
    ordinal: number;
    headings: string[];
    text: string;
    words: number;
    search: never;
    index_version: number;
  };
  words: { word: string };
  revisions: {
    document: string;
    written_at: Date;
    written_by: string;
    written_by_claim: string;
    title: string;
    url: string;
    text: string;
  };
  root_causes: {
    id: string;
    document: string;
    cause: string;
    fingerprint: string;
    text: string;
    recorded_at: Date;
    record: Json;
  };
}

export type Database = Kysely<Tables>;
/** A database, or a transaction in it. */
export type DatabaseOrTransaction = Database | Transaction<Tables>;

const migrations = {
  "0001-documents": documents,
  "0002-words": words,
  "0003-author-claims": authorClaims,
  "0004-skipped-and-index-version": skippedAndIndexVersion,
};

/**
 * Connects and migrates the tables to the latest version. Several servers may do this at the same time. Throws an Error
 * with the next step if it fails.
 */
export const openDatabase = (databaseUrl: Secret, log: Logger): Promise<Database> =>
  open<Tables>(connectionOf(databaseUrl, log), schema);

export const connectionOf = (url: Secret, log: Logger): Connection => ({
  url,
  applicationName: "drawbridge-knowledge",
  maxConnections: 8, // four for users' calls (server.ts), two for other servers (peers.ts), two for reading the folders
  connectionTimeoutMs: 15_000,
  statementTimeoutMs: 8_000,
  log,
});

export const schema: Schema = {
  name: "knowledge",
  migrations,
  foundation: "0004-skipped-and-index-version",
  subject: "The Knowledge database",
  nextStep: (error) => (isMissingPrivilege(error) ? neededRights : "Check DATABASE_URL."),
};

const neededRights =
  "Grant the role CREATE on the database, or let the database's owner run once: create schema knowledge authorization <the role>; " +
  "create extension pg_trgm;";

/** Runs `work` and returns its result. If the database is unreachable or too slow, it throws a KnowledgeError. */
export async function withStoreErrors<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    if (isStatementTimeout(cause)) {
      throw new KnowledgeError("too-much", "The search took too long and was stopped.", "Use fewer, rarer words.", {
        cause,
      });
    }
    if (isUnreachable(cause)) {
      throw new KnowledgeError(
        "store-unreachable",
        "The database of documents does not answer at the moment.",
        "Try again in a minute.",
        { cause },
      );
    }
    throw cause;
  }
}
