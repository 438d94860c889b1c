/**
 * One change of the copy that this process has to itself: planned, or made. The second judge of changes: one statement
 * of a kind that changes tables, whose plan calls no function that could reach anything else. Throws SqlError.
 */

import type { Amount } from "@drawbridge/framework/plan";
import {
  type DuckDBConnection,
  type DuckDBInstance,
  type DuckDBPreparedStatement,
  StatementType,
} from "@duckdb/node-api";
import { cancelled, SqlError } from "../../errors.ts";
import type { ObjectName, RelationName } from "../../sql/object-name.ts";
import type { Estimate } from "../engine.ts";
import { readEngineError } from "./engine-error.ts";
import { openForOneChange } from "./open-read-only.ts";
import { bytesOf } from "./price.ts";
import { type PlanNode, scannedTables } from "./query-plan.ts";
import { explain, refuseForeignFunctions } from "./statement.ts";
import { readPrinted, readTables, type Tables } from "./tables.ts";

export interface LocalChange {
  /** Tables it reads and changes as the engine resolves them; rows written or removed; bytes read. */
  plan(sql: string, targets: readonly ObjectName[], signal: AbortSignal): Promise<Estimate>;
  /**
   * Makes it in a transaction, and writes everything into the file. Refuses where it reads other tables than planned, or
   * comes to more than twice the rows.
   */
  make(
    sql: string,
    targets: readonly ObjectName[],
    planned: Estimate,
    signal: AbortSignal,
  ): Promise<{ readonly rows: Amount }>;
}

/** Kinds that change tables; the first judge knows their forms one by one. */
const taken: ReadonlySet<StatementType> = new Set([
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.MERGE_INTO,
  StatementType.CREATE,
  StatementType.DROP,
  StatementType.ALTER,
]);

/** Kinds that have a plan of operators. The others touch what they name. */
const planned: ReadonlySet<StatementType> = new Set([
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.MERGE_INTO,
  StatementType.CREATE,
]);

/**
 * What may be tried on the copy and rolled back, to know the rows exactly, and that the engine takes it: bytes read, and ms
 * in any case.
 */
const trial = { bytes: 2 ** 30, ms: 1_500 } as const;

/** Somebody else's change may have come between; the gate minds the same between the approval and the last plan. */
const tolerated = 2;

export async function openLocalChange(file: string): Promise<LocalChange> {
  const instance = await openForOneChange(file);
  return {
    plan: (sql, targets, signal) =>
      within(instance, sql, signal, async (connection) => {
        const { prepared, plan } = await prepareChange(connection, sql);
        const tables = await readTables(connection);
        const bytes = bytesOf(plan, tables);
        const named = touched(prepared.statementType, targets, tables);
        const costly = Number(bytes) > trial.bytes; // of what is unknown the time decides
        const rows = !costly ? await tried(connection, prepared, named.rows) : (named.rows ?? "unknown");
        const scanned = scannedTables(plan);
        return { tables: scanned, objects: scanned.map(readPrinted), rows, bytes };
      }),

    make: (sql, targets, expected, signal) =>
      within(instance, sql, signal, async (connection) => {
        await connection.run("BEGIN TRANSACTION");
        const { prepared, plan } = await prepareChange(connection, sql);
        const reads = scannedTables(plan);
        if (reads.join() !== expected.tables.join()) throw changedMeanwhile("reads other tables");
        const named = touched(prepared.statementType, targets, await readTables(connection));
        const rows = await rowsOf(prepared);
        const most = expected.rows === "unknown" ? Number.POSITIVE_INFINITY : expected.rows * tolerated;
        if ((named.rows ?? rows) > most) throw changedMeanwhile("comes to many more rows");
        signal.throwIfAborted();
        await connection.run("COMMIT");
        await connection.run("CHECKPOINT");
        return { rows };
      }),
  };
}

interface PreparedChange {
  readonly prepared: DuckDBPreparedStatement;
  readonly plan: readonly PlanNode[];
}

async function prepareChange(connection: DuckDBConnection, sql: string): Promise<PreparedChange> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw notTaken(`${statements.count} statements were sent`);
  const prepared = await statements.prepare(0);
  const { statementType } = prepared;
  if (!taken.has(statementType) || prepared.parameterCount > 0) throw notTaken(StatementType[statementType]);
  const plan = planned.has(statementType) ? await explain(connection, sql) : [];
  refuseForeignFunctions(plan);
  return { prepared, plan };
}

/** Rows of what goes by its name, whole: a dropped table's, or all of a dropped schema's; null for other kinds. */
function touched(
  kind: StatementType,
  targets: readonly ObjectName[],
  tables: Tables,
): { readonly rows: number | null } {
  if (kind !== StatementType.DROP) return { rows: null };
  const gone = [...tables.values()].filter(({ object }) => targets.some((target) => covers(target, object)));
  return { rows: gone.reduce((sum, { rows }) => sum + rows, 0) };
}

/** Whether the thing that `target` names is this table, or the schema that it is in. */
function covers(target: ObjectName, table: RelationName): boolean {
  const inCatalog = target.catalog === null || target.catalog === table.catalog;
  const inSchema = target.kind !== "catalog" && (target.schema ?? "main") === table.schema;
  return inCatalog && inSchema && (target.kind === "schema" || ("name" in target && target.name === table.name));
}

/** Does it and undoes it: the rows are then known, and so is that the engine takes it. "unknown" where that takes too long. */
async function tried(
  connection: DuckDBConnection,
  prepared: DuckDBPreparedStatement,
  known: number | null,
): Promise<Amount> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    connection.interrupt();
  }, trial.ms);
  await connection.run("BEGIN TRANSACTION");
  try {
    const rows = await rowsOf(prepared);
    return known ?? rows;
  } catch (error) {
    if (!late) throw error;
    return known ?? "unknown";
  } finally {
    clearTimeout(timer);
    await connection.run("ROLLBACK");
  }
}

/** CREATE TABLE AS tells its rows as a result, the others as a count. */
async function rowsOf(prepared: DuckDBPreparedStatement): Promise<number> {
  const result = await prepared.runAndReadAll();
  if (result.rowsChanged > 0) return result.rowsChanged;
  const [first] = result.columnNames()[0] === "Count" ? result.getRowsJson() : [];
  return Number(first?.[0] ?? 0);
}

/** One connection, interrupted where the signal aborts; closing it undoes what was not committed. */
async function within<Result>(
  instance: DuckDBInstance,
  sql: string,
  signal: AbortSignal,
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await instance.connect();
  const stop = (): void => connection.interrupt();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await work(connection);
  } catch (error) {
    throw signal.aborted ? cancelled() : readEngineError(error, sql);
  } finally {
    signal.removeEventListener("abort", stop);
    connection.closeSync();
  }
}

const notTaken = (what: string): SqlError =>
  new SqlError(
    "not-taken",
    `The embedded engine does not take this as a change: ${what}.`,
    "Send one INSERT, UPDATE, …",
  );

const changedMeanwhile = (how: string): SqlError =>
  new SqlError(
    "changed-meanwhile",
    `The statement ${how} now than when it was planned.`,
    "Look at the tables, and call again: it is asked anew. Nothing was changed.",
  );
