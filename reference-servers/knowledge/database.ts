/** The server's Postgres: its tables as TypeScript sees them, a pool, and the migrations, run before anything else. */
import { type ColumnType, Kysely, PostgresDialect, type Transaction } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import type { Logger } from "pino";
import { KnowledgeError } from "./errors.ts";
import * as documents from "./migrations/0001-documents.ts";
import * as words from "./migrations/0002-words.ts";
import * as authorClaims from "./migrations/0003-author-claims.ts";

/** JSON comes out parsed and of unknown shape, and goes in as text. */
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
/** One, or a transaction of one. */
export type Within = Database | Transaction<Tables>;

const migrations = { "0001-documents": documents, "0002-words": words, "0003-author-claims": authorClaims };

const schema = "knowledge";

/** Connects and brings the tables up to date; several servers may do so at once. Throws where it cannot. */
export async function openDatabase(databaseUrl: string, log: Logger): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 8, // four for users' calls (server.ts), two for other servers (peers.ts), two for the look through the folders
    application_name: "drawbridge-knowledge",
    // Milliseconds. The first covers the wait for one of the few, when many ask at once.
    connectionTimeoutMillis: 15_000,
    statement_timeout: 8000,
    idleTimeoutMillis: 10_000,
  });
  // An idle connection that breaks is replaced by the pool; unheard, it would end the process.
  pool.on("error", (error) => log.warn({ reason: error.message }, "a database connection broke"));
  const connected = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const migrator = new Migrator({
    db: connected,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: schema,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    await connected.destroy();
    const reason = error instanceof Error ? error.message : String(error);
    const next =
      error instanceof pg.DatabaseError && error.code === insufficientPrivilege ? neededRights : "Check DATABASE_URL.";
    throw new Error(`The Knowledge database could not be brought up to date: ${reason}. ${next}`, { cause: error });
  }
  return connected.withSchema(schema);
}

/** Postgres' codes (its documentation, appendix A): a statement that ran out of its time, and one that needs rights. */
const queryCanceled = "57014";
const insufficientPrivilege = "42501";
const neededRights =
  "Grant the role CREATE on the database; or have its owner run, once: create schema knowledge authorization <the role>; " +
  "create extension pg_trgm;";

/** What `work` gives; a store that is away or too slow becomes a KnowledgeError. */
export async function asked<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError)) {
      if (cause instanceof Error && isConnectionTrouble(cause)) {
        throw new KnowledgeError(
          "store-unreachable",
          "The store of documents does not answer just now.",
          "Try again in a minute.",
          { cause },
        );
      }
      throw cause;
    }
    if (cause.code !== queryCanceled) throw cause;
    throw new KnowledgeError("too-much", "That search took too long and was stopped.", "Use fewer, rarer words.", {
      cause,
    });
  }
}

/** Whether Postgres refused a value (its classes 22 and 54), so that the same statement would fail again. */
export const isRefusedValue = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && /^(22|54)/.test(error.code ?? "");

const isConnectionTrouble = (error: Error): boolean =>
  "code" in error || /timeout exceeded when trying to connect|Connection terminated/.test(error.message);
