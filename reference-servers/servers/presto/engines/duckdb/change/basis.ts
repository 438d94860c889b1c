/**
 * Finds what a change of the warehouse depends on, by identity and contents, in the copy that this process has for
 * itself. The sources are the plan before the optimizer, which names every table that is read, and the texts of views
 * and macros. A view or macro counts if its name is a word of the statement, or of the text of another one that counts.
 */
import type { Basis, Binding } from "@drawbridge/framework";
import type { DuckDBConnection } from "@duckdb/node-api";
import { kindOf } from "../../../change-kinds.ts";
import { SqlError } from "../../../errors.ts";
import { formatName, nameKey, type ObjectName } from "../../../sql/object-name.ts";
import type { Change } from "../../../sql/verdict.ts";
import { type PlanNode, scannedTables } from "../price/query-plan.ts";
import { readPrinted } from "../tables.ts";
import {
  contentsOf,
  covers,
  definitionOf,
  readStored,
  type Stored,
  type StoredText,
  textOf,
} from "./stored-objects.ts";

export interface Dependencies {
  readonly basis: Basis;
  /** True if a function returns another value in each call or transaction. */
  readonly volatile: boolean;
  /** True if the result can depend on the order of rows in tables, which versions do not compare. */
  readonly ordered: boolean;
}

/** `plan` is the plan before the optimizer. `fileVersion` is the identity of the copied file. */
export async function dependenciesOf(
  connection: DuckDBConnection,
  change: Change,
  plan: readonly PlanNode[],
  fileVersion: string,
): Promise<Dependencies> {
  const stored = await readStored(connection);
  const { overwrites } = kindOf(change);
  const bindings = new Map<string, Binding>();
  const bind = (binding: Binding): unknown => bindings.set(`${binding.role} ${binding.object}`, binding);
  /** Text that runs in addition to the statement: views, macros, and the defaults of omitted columns. */
  const runningTexts: string[] = [];

  for (const target of change.targets) {
    const tables = stored.tables.filter(({ name }) => covers(target, name));
    const texts = stored.texts.filter(({ name, kind }) => kind === "view" && covers(target, name));
    for (const table of tables) {
      runningTexts.push(table.sql);
      const version = overwrites ? await contentsOf(connection, table, fileVersion) : definitionOf(table);
      bind({ object: formatName(table.name), role: "writes", ...version });
    }
    for (const text of texts) bind({ object: formatName(text.name), role: "writes", ...textOf(text) });
    const matches = tables.length + texts.length;
    if (overwrites) refuseUnclear(change, target, matches);
    // Another object with that name may exist when it runs, and it would replace that object.
    if (matches === 0)
      bind({ object: formatName(target), role: "writes", ...(target.kind === "schema" ? empty : absent) });
  }

  const unheld: string[] = [];
  for (const printed of scannedTables(plan)) {
    const key = nameKey(readPrinted(printed));
    const tables = stored.tables.filter(({ name }) => nameKey(name) === key);
    if (tables.length === 0) unheld.push(`The contents of ${printed} cannot be compared.`);
    for (const table of tables) {
      const object = formatName(table.name);
      if (overwrites && bindings.has(`writes ${object}`)) continue; // its contents are compared already
      bind({ object, role: "reads", ...(await contentsOf(connection, table, fileVersion)) });
    }
  }

  const dependencies = dependentTexts(change.sql, stored);
  for (const text of dependencies) {
    runningTexts.push(text.text);
    const object = `${formatName(text.name)}${text.kind === "macro" ? "()" : ""}`;
    if (!bindings.has(`writes ${object}`)) bind({ object, role: "view", ...textOf(text) });
  }
  const volatile = await callsVolatile(connection, [change.sql, ...runningTexts]);
  const ordered = orderWords.some(mentionsIn([change.sql, ...runningTexts].join("\n")));
  return { basis: { bindings: [...bindings.values()], unheld }, volatile, ordered };
}

const absent = { version: "absent", says: "does not exist yet" } as const;
const empty = { version: "absent", says: "without tables and views" } as const;

/** Throws SqlError if a change of an existing object names no object, or several, because no plan could show it. */
function refuseUnclear({ verb, sql, targets }: Change, target: ObjectName, matches: number): void {
  if (target.kind === "schema") return;
  const targetName = formatName(target);
  if (matches > 1) throw notClear(`${targetName} has several meanings in this warehouse.`);
  const mayBeNew = verb.startsWith("CREATE ") || (verb.endsWith(" RENAME") && target !== targets[0]);
  if (matches === 0 && !mayBeNew && !/\bIF\s+EXISTS\b/i.test(sql))
    throw notClear(`There is no ${targetName} to change.`);
}

const notClear = (message: string): SqlError =>
  new SqlError("invalid-sql", message, "Name it catalog.schema.table; find_tables lists them.");

/** Views and macros whose names are words of the statement, or of the text of another such view or macro. */
function dependentTexts(sql: string, { texts }: Stored): readonly StoredText[] {
  const matches = new Set<StoredText>();
  const look = (text: string): void => {
    const mentions = mentionsIn(text);
    for (const each of texts) {
      if (matches.has(each) || !mentions(each.name.name)) continue;
      matches.add(each);
      look(each.text);
    }
  };
  look(sql);
  return [...matches];
}

const everyVolatile = `SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability <> 'CONSISTENT'`;
/** Functions that are called without parentheses. */
const clockWords = ["current_timestamp", "current_time", "localtime", "localtimestamp"];

async function callsVolatile(connection: DuckDBConnection, texts: readonly string[]): Promise<boolean> {
  const names = (await connection.runAndReadAll(everyVolatile)).getRowsJson().map(([name]) => String(name));
  const mentions = mentionsIn(texts.join("\n"));
  return [...names, ...clockWords].some(mentions);
}

/** Clauses, the hidden column and functions whose result can depend on the order of the input rows. */
const orderWords = [
  ...["limit", "offset", "fetch", "tablesample", "sample", "over", "distinct", "rowid", "asof", "positional"],
  ...["first", "last", "any_value", "arbitrary", "list", "array_agg", "string_agg", "group_concat", "listagg"],
  ...["arg_min", "arg_max", "argmin", "argmax", "min_by", "max_by", "mode", "histogram", "map_agg"],
];

function mentionsIn(text: string): (name: string) => boolean {
  const lower = text.toLowerCase();
  const words = new Set(lower.match(/[\p{L}\p{N}_]+/gu) ?? []);
  return (name) => {
    const key = name.toLowerCase();
    return words.has(key) || (/[^\p{L}\p{N}_]/u.test(key) && lower.replaceAll('""', '"').includes(key));
  };
}
