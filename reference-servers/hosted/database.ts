/** Opens the Postgres of a hosted process: a pool of connections, and the migrations of its tables, which run first. */
import type { Secret } from "@drawbridge/contracts/secret";
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Logger } from "pino";
import { databaseLogin } from "./database-login.ts";
import { migrateUp, type Schema, TooOldError } from "./migrations.ts";

export type { Schema } from "./migrations.ts";

/** After this time a connection ends once it is idle, so that no old login is in use for longer. */
const maxLifetimeSeconds = 5 * 60;

/** Which Postgres a process uses, and how much of it. */
export interface Connection {
  /** May change while the process runs; new connections use its current value. */
  readonly url: Secret;
  /** Names the process for the database's operator (pg_stat_activity). */
  readonly applicationName: string;
  readonly maxConnections: number;
  /** Includes the wait for a free connection of the pool. */
  readonly connectionTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly log: Pick<Logger, "warn">;
}

/** A pool, which connects when it is used. */
export function connect<Tables>(connection: Connection): Kysely<Tables> {
  const login = databaseLogin(connection.url);
  const pool = new pg.Pool({
    Client: login.Client,
    maxLifetimeSeconds,
    max: connection.maxConnections,
    application_name: connection.applicationName,
    connectionTimeoutMillis: connection.connectionTimeoutMs,
    statement_timeout: connection.statementTimeoutMs,
  });
  // The pool replaces an idle connection that breaks. Without this listener, the error would end the process.
  pool.on("error", (error) => connection.log.warn({ reason: error.message }, "a database connection broke"));
  // A connection that breaks under a statement also fails the statement, which reports it. The pool listens only while the
  // connection is idle, so this listener too keeps the error from ending the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  const loggedIn = {
    connect: () => login.connected(() => pool.connect()),
    end: () => pool.end(),
    options: pool.options,
  };
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: loggedIn }) });
}

/**
 * Brings the schema up to date, and returns the names of the migrations that ran. Several processes may do this at the
 * same time. Throws an Error with the next step.
 */
export function migrate<Tables>(database: Kysely<Tables>, schema: Schema): Promise<readonly string[]> {
  return migrateUp(database, schema).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    const next = error instanceof TooOldError ? "" : ` ${schema.nextStep(error)}`;
    throw new Error(`${schema.subject} could not be brought up to date: ${reason}.${next}`, { cause: error });
  });
}

/** Connects, and brings the schema up to date. Throws an Error with the next step, and then holds no connection. */
export async function openDatabase<Tables>(connection: Connection, schema: Schema): Promise<Kysely<Tables>> {
  const database = connect<Tables>(connection);
  try {
    await migrate(database, schema);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return database.withSchema(schema.name);
}

const codeOf = (error: unknown): string => (error instanceof pg.DatabaseError ? (error.code ?? "") : "");

/**
 * Whether Postgres refused a value, so that the same statement would fail again (its documentation, appendix A: class 22,
 * data exceptions; class 54, limits such as the length of an index entry).
 */
export const isRefusedValue = (error: unknown): boolean => /^(22|54)/.test(codeOf(error));

/** Whether the role lacks a privilege that the statement needs. */
export const isMissingPrivilege = (error: unknown): boolean => codeOf(error) === "42501";

/** Whether the statement took longer than its time limit. */
export const isStatementTimeout = (error: unknown): boolean => codeOf(error) === "57014";

/** Whether the database did not answer: a connection broke, or none was free in time. */
export const isUnreachable = (error: unknown): boolean =>
  error instanceof Error &&
  !(error instanceof pg.DatabaseError) &&
  (/^E[A-Z]/.test(systemErrorCode(error) ?? "") ||
    /timeout exceeded when trying to connect|Connection terminated/.test(error.message));
