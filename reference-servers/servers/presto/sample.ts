/**
 * Reads a few rows of the table that a change writes, for the user who makes the call. It is an ordinary read of that user:
 * judged, allowed and priced as the tool `query` would, and never over the budget that needs no person.
 */
import {
  maxCellLength,
  maxSampleColumns,
  maxSampleRows,
  type TableSample,
} from "@drawbridge/contracts/approvals/table-sample";
import { budgetOf, overBudget } from "./budget.ts";
import { cut } from "./cut-text.ts";
import type { Cell, Execution, PlannedChange, Row, TableDescription } from "./engines/engine.ts";
import { SqlError } from "./errors.ts";
import { priceRead } from "./pricing.ts";
import { restrictionsOf } from "./resolving/authorize.ts";
import { restrictedSchemaOf } from "./restricted-schemas.ts";
import { isSecretName } from "./secret-names.ts";
import { callerOf, type PrestoContext } from "./services.ts";
import { partsOf } from "./sql/object-name.ts";

/** The call waits for the rows before a person is asked. */
const timeoutMs = 3_000;

/** Null if the change writes no table that exists. Throws only the signal's reason. */
export async function sampleOf({ before = [] }: PlannedChange, context: PrestoContext): Promise<TableSample | null> {
  const [table] = before;
  if (table === undefined) return null;
  const { shown, hidden, moreColumns } = columnsOf(table);
  const sample = {
    object: table.name,
    columns: shown.map((name) => cut(name, maxNameLength)),
    hidden: hidden.map((name) => cut(name, maxNameLength)),
    moreColumns,
  };
  const without = (why: string): TableSample => ({ ...sample, rows: [], why });
  if (restrictedSchemaOf(table.object, restrictionsOf(context)) !== null)
    return without("The table is in a restricted schema.");
  if (shown.length === 0) return without("The names of its columns say that they hold secrets.");
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const { principal, services } = context;
    const { read, estimate } = await priceRead(selectOf(table, shown), { ...context, signal });
    const over = overBudget(estimate, budgetOf(principal.groups, services.settings.budgets));
    if (over !== null) return without(`Reading them needs an approval of its own: ${over}.`);
    const rows = await firstRows(await services.engine.execute(read.sql, callerOf(context), signal, estimate));
    return { ...sample, rows: rows.map((row) => row.map(textOf)), why: null };
  } catch (error) {
    context.signal.throwIfAborted();
    if (signal.aborted) return without(`The engine did not return them within ${timeoutMs / 1000} s.`);
    return without(reasonOf(error));
  }
}

/** Characters of a column's name. */
const maxNameLength = 90;

/** The first columns of a table; those with the name of a secret are not read. Pure. */
export function columnsOf({ columns }: Pick<TableDescription, "columns">) {
  const first = columns.slice(0, maxSampleColumns).map(({ name }) => name);
  return {
    shown: first.filter((name) => !isSecretName(name)),
    hidden: first.filter(isSecretName),
    moreColumns: columns.length - first.length,
  };
}

/** Every name is in quotes, because the engine and the first judge have different keywords. */
export function selectOf({ object }: Pick<TableDescription, "object">, columns: readonly string[]): string {
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  return `SELECT ${columns.map(quoted).join(", ")} FROM ${partsOf(object).map(quoted).join(".")} LIMIT ${maxSampleRows}`;
}

async function firstRows(execution: Execution): Promise<readonly Row[]> {
  const rows: Row[] = [];
  try {
    for await (const batch of execution.batches()) {
      rows.push(...batch);
      if (rows.length >= maxSampleRows) break;
    }
  } finally {
    await execution.cancel();
  }
  return rows.slice(0, maxSampleRows);
}

/** A cell on a page: as the result has it, cut to its first characters. Pure. */
export const textOf = (cell: Cell): string | null =>
  cell === null ? null : cut(typeof cell === "string" ? cell : JSON.stringify(cell), maxCellLength);

/** Messages of a SqlError hold no data. */
const reasonOf = (error: unknown): string =>
  error instanceof SqlError ? cut(error.message, 250) : "The engine failed.";
