/** The server's Postgres: the types of its tables, a connection pool, and the migrations, which run first. */
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import { type ColumnType, Kysely, PostgresDialect, type Transaction } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import type { Logger } from "pino";
import { KnowledgeError } from "./errors.ts";
import * as documents from "./migrations/0001-documents.ts";
import * as words from "./migrations/0002-words.ts";
import * as authorClaims from "./migrations/0003-author-claims.ts";

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
  passages: { document: string; ordinal: number; headings: string[]; text: string; words: number; search: never };
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

const migrations = { "0001-documents": documents, "0002-words": words, "0003-author-claims": authorClaims };

const schema = "knowledge";

/**
 * Connects and migrates the tables to the latest version. Several servers may do this at the same time. Throws an Error
 * with the next step if it fails.
 */
export async function openDatabase(databaseUrl: string, log: Logger): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 8, // four for users' calls (server.ts), two for other servers (peers.ts), two for reading the folders
    application_name: "drawbridge-knowledge",
    // Times in milliseconds. connectionTimeoutMillis includes the wait for a free connection of the pool.
    connectionTimeoutMillis: 15_000,
    statement_timeout: 8000,
    idleTimeoutMillis: 10_000,
  });
  // The pool replaces an idle connection that breaks. Without this listener, the error would end the process.
  pool.on("error", (error) => log.warn({ reason: error.message }, "a database connection broke"));
  // A connection that breaks under a statement also fails the statement, which reports it. The pool listens only while the
  // connection is idle, so this listener too keeps the error from ending the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: schema,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    await database.destroy();
    const reason = error instanceof Error ? error.message : String(error);
    const next =
      error instanceof pg.DatabaseError && error.code === insufficientPrivilege ? neededRights : "Check DATABASE_URL.";
    throw new Error(`The Knowledge database could not be migrated to the latest version: ${reason}. ${next}`, {
      cause: error,
    });
  }
  return database.withSchema(schema);
}

/**
 * Error codes of Postgres (its documentation, appendix A): a statement over its time limit, and one without the needed
 * privilege.
 */
const queryCanceled = "57014";
const insufficientPrivilege = "42501";
const neededRights =
  "Grant the role CREATE on the database, or let the database's owner run once: create schema knowledge authorization <the role>; " +
  "create extension pg_trgm;";

/** Runs `work` and returns its result. If the database is unreachable or too slow, it throws a KnowledgeError. */
export async function withStoreErrors<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError)) {
      if (cause instanceof Error && isConnectionTrouble(cause)) {
        throw new KnowledgeError(
          "store-unreachable",
          "The database of documents does not answer at the moment.",
          "Try again in a minute.",
          { cause },
        );
      }
      throw cause;
    }
    if (cause.code !== queryCanceled) throw cause;
    throw new KnowledgeError("too-much", "The search took too long and was stopped.", "Use fewer, rarer words.", {
      cause,
    });
  }
}

/** True if Postgres rejected a value (its error classes 22 and 54), so that the same statement would fail again. */
export const isRefusedValue = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && /^(22|54)/.test(error.code ?? "");

const isConnectionTrouble = (error: Error): boolean =>
  systemErrorCode(error) !== undefined ||
  /timeout exceeded when trying to connect|Connection terminated/.test(error.message);
