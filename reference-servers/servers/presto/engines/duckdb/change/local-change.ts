/**
 * Plans or makes one change of the copy that this process has for itself. It is the second judge of changes: it accepts
 * one statement of a kind that changes tables, and whose plan calls no function that could reach anything else. Throws
 * SqlError.
 */

import type { Amount } from "@drawbridge/framework";
import { basisChange } from "@drawbridge/framework/worker";
import {
  type DuckDBConnection,
  type DuckDBInstance,
  type DuckDBPreparedStatement,
  StatementType,
} from "@duckdb/node-api";
import { cancelled, changedMeanwhile, SqlError } from "../../../errors.ts";
import type { ObjectName } from "../../../sql/object-name.ts";
import type { Change } from "../../../sql/verdict.ts";
import { tablesWritten } from "../../before.ts";
import type { PlannedChange } from "../../engine.ts";
import { defaultsOf } from "../catalogue.ts";
import { readEngineError } from "../engine-error.ts";
import { interruptible } from "../interruptible.ts";
import { openForOneChange } from "../open-read-only.ts";
import { bytesOf } from "../price/price.ts";
import { type PlanNode, scannedTables } from "../price/query-plan.ts";
import { explainAll, refuseForeignFunctions } from "../statement.ts";
import { lookUp, readPrinted, readTables, type Tables } from "../tables.ts";
import { dependenciesOf } from "./basis.ts";
import { refuseCatalogueReads } from "./catalogue-reads.ts";
import { countOf, formatEffect, rowsOf, sameEffect } from "./effect.ts";
import { redefinitionOf } from "./redefinition.ts";
import { covers } from "./stored-objects.ts";
import { isCostly, tryChange, withEffect, withoutEffect } from "./trial.ts";

/** One change, and the identity of the file that was copied for it. */
export interface OnCopy {
  readonly change: Change;
  readonly fileVersion: string;
}

export interface LocalChange {
  plan(on: OnCopy, signal: AbortSignal): Promise<PlannedChange>;
  /**
   * Makes the change in a transaction and writes everything into the file. If its dependencies or its effect differ
   * from the plan, the change is rolled back with SqlError "changed-meanwhile".
   */
  make(on: OnCopy, typesWithPlan: PlannedChange, signal: AbortSignal): Promise<{ readonly rows: Amount }>;
}

/** Kinds that change tables; the first judge checks their exact forms. */
const changeTypes: ReadonlySet<StatementType> = new Set([
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.MERGE_INTO,
  StatementType.CREATE,
  StatementType.DROP,
  StatementType.ALTER,
]);

/** Kinds that have a plan of operators. The others touch only the objects that they name. */
const typesWithPlan: ReadonlySet<StatementType> = new Set([
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.MERGE_INTO,
  StatementType.CREATE,
]);

export async function openLocalChange(file: string): Promise<LocalChange> {
  const instance = await openForOneChange(file);
  return {
    plan: ({ change, fileVersion }, signal) =>
      onConnection(instance, change.sql, signal, async (connection) => {
        const { prepared, plan, beforeOptimizer } = await prepareChange(connection, change.sql);
        const tables = await readTables(connection);
        const bytes = bytesOf(plan, tables);
        const defaults = await defaultsOf(connection);
        const before = tablesWritten(change.targets).flatMap((name) => lookUp(tables, name, defaults) ?? []);
        const droppedTables = droppedRows(prepared.statementType, change.targets, tables);
        const dependencies = await dependenciesOf(connection, change, beforeOptimizer, fileVersion);
        const trial = isCostly(bytes) ? null : await tryChange(connection, prepared, change, dependencies.volatile);
        const rows = droppedTables.rows ?? trial?.rows ?? "unknown";
        const { basis, effect } = withEffect(change, dependencies, trial);
        const redefinition = await redefinitionOf(connection, change);
        const scanned = scannedTables(plan);
        return { tables: scanned, objects: scanned.map(readPrinted), rows, bytes, basis, effect, before, redefinition };
      }),

    make: ({ change, fileVersion }, typesWithPlan, signal) =>
      onConnection(instance, change.sql, signal, async (connection) => {
        // No other process uses this copy, so the state before the transaction is the state within it.
        const { prepared, beforeOptimizer } = await prepareChange(connection, change.sql);
        const { basis } = await dependenciesOf(connection, change, beforeOptimizer, fileVersion);
        const changed = basisChange(withoutEffect(typesWithPlan.basis), basis);
        if (changed !== null) throw changedMeanwhile(changed);
        await connection.run("BEGIN TRANSACTION");
        const { effect } = typesWithPlan;
        const effectNow =
          typeof effect?.digest === "string"
            ? await rowsOf(connection, change.verb, change.sql)
            : await countOf(prepared);
        if (effect !== null && !sameEffect(effect, effectNow)) {
          throw changedMeanwhile(
            `its effect is ${formatEffect(effectNow)}, and was planned for ${formatEffect(effect)}`,
          );
        }
        signal.throwIfAborted();
        await connection.run("COMMIT");
        await connection.run("CHECKPOINT");
        return { rows: effectNow.rows };
      }),
  };
}

interface PreparedChange {
  readonly prepared: DuckDBPreparedStatement;
  readonly plan: readonly PlanNode[];
  /** This plan names every table; the other plan only those that the optimizer left. */
  readonly beforeOptimizer: readonly PlanNode[];
}

async function prepareChange(connection: DuckDBConnection, sql: string): Promise<PreparedChange> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw notTaken(`${statements.count} statements were sent`);
  const prepared = await statements.prepare(0);
  const { statementType } = prepared;
  if (!changeTypes.has(statementType) || prepared.parameterCount > 0) throw notTaken(StatementType[statementType]);
  if (!typesWithPlan.has(statementType)) return { prepared, plan: [], beforeOptimizer: [] };
  const plans = await explainAll(connection, sql);
  const [plan, beforeOptimizer] = [plans.get("physical_plan"), plans.get("logical_plan")];
  if (plan === undefined || beforeOptimizer === undefined)
    throw new TypeError("DuckDB returned an unexpected set of plans");
  refuseForeignFunctions(plan);
  await refuseCatalogueReads(connection, beforeOptimizer);
  return { prepared, plan, beforeOptimizer };
}

/** Rows that are dropped with a table or schema; null for other kinds of change. */
function droppedRows(
  kind: StatementType,
  targets: readonly ObjectName[],
  tables: Tables,
): { readonly rows: number | null } {
  if (kind !== StatementType.DROP) return { rows: null };
  const dropped = [...tables.values()].filter(({ object }) => targets.some((target) => covers(target, object)));
  return { rows: dropped.reduce((sum, { rows }) => sum + rows, 0) };
}

/**
 * Runs `work` on a connection that is interrupted if the signal aborts. Closing the connection rolls back what was not
 * committed.
 */
async function onConnection<Result>(
  instance: DuckDBInstance,
  sql: string,
  signal: AbortSignal,
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await instance.connect();
  try {
    return await interruptible(connection, signal, () => work(connection));
  } catch (error) {
    throw signal.aborted ? cancelled() : readEngineError(error, sql);
  } finally {
    connection.closeSync();
  }
}

const notTaken = (what: string): SqlError =>
  new SqlError(
    "not-taken",
    `The embedded engine does not accept this as a change: ${what}.`,
    "Send one INSERT, UPDATE, …",
  );
