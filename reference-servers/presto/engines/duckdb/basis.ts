/**
 * What a change of the warehouse depends on, by identity and contents, as it is in the copy that this process has to
 * itself. Found in the plan before the optimizer, which names every table that is read, and in the texts of views and
 * macros: one whose name is a word of the statement, or of a text on the way, counts as on the way.
 */
import type { Basis, Binding } from "@drawbridge/framework/plan";
import type { DuckDBConnection } from "@duckdb/node-api";
import { kindOf } from "../../changes.ts";
import { SqlError } from "../../errors.ts";
import { formatName, nameKey, type ObjectName } from "../../sql/object-name.ts";
import type { Change } from "../../sql/verdict.ts";
import { type PlanNode, scannedTables } from "./query-plan.ts";
import {
  contentsOf,
  covers,
  definitionOf,
  readStored,
  type Stored,
  type StoredText,
  textOf,
} from "./stored-objects.ts";
import { readPrinted } from "./tables.ts";

export interface Dependencies {
  readonly basis: Basis;
  /** Functions on the way that give another value each time, or in each transaction. */
  readonly volatile: boolean;
  /** Something on the way can depend on the order in which tables hold their rows, which no version compares. */
  readonly ordered: boolean;
}

/** `plan` is the one before the optimizer. `fileVersion` is the identity of the file that was copied. */
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
  /** What runs besides the statement's own text: views, macros, and the defaults of columns that it leaves out. */
  const running: string[] = [];

  for (const target of change.targets) {
    const tables = stored.tables.filter(({ name }) => covers(target, name));
    const texts = stored.texts.filter(({ name, kind }) => kind === "view" && covers(target, name));
    for (const table of tables) {
      running.push(table.sql);
      const version = overwrites ? await contentsOf(connection, table, fileVersion) : definitionOf(table);
      bind({ object: formatName(table.name), role: "writes", ...version });
    }
    for (const text of texts) bind({ object: formatName(text.name), role: "writes", ...textOf(text) });
    const found = tables.length + texts.length;
    if (overwrites) refuseUnclear(change, target, found);
    // By that name there may be something when it runs, which it would then replace.
    if (found === 0)
      bind({ object: formatName(target), role: "writes", ...(target.kind === "schema" ? empty : absent) });
  }

  const unheld: string[] = [];
  for (const printed of scannedTables(plan)) {
    const wanted = nameKey(readPrinted(printed));
    const tables = stored.tables.filter(({ name }) => nameKey(name) === wanted);
    if (tables.length === 0) unheld.push(`The contents of ${printed} cannot be compared.`);
    for (const table of tables) {
      const object = formatName(table.name);
      if (overwrites && bindings.has(`writes ${object}`)) continue; // compared whole already
      bind({ object, role: "reads", ...(await contentsOf(connection, table, fileVersion)) });
    }
  }

  const onTheWay = textsOnTheWay(change.sql, stored);
  for (const text of onTheWay) {
    running.push(text.text);
    const object = `${formatName(text.name)}${text.kind === "macro" ? "()" : ""}`;
    if (!bindings.has(`writes ${object}`)) bind({ object, role: "view", ...textOf(text) });
  }
  const volatile = await callsVolatile(connection, [change.sql, ...running]);
  const ordered = orderWords.some(mentionsIn([change.sql, ...running].join("\n")));
  return { basis: { bindings: [...bindings.values()], unheld }, volatile, ordered };
}

const absent = { version: "absent", says: "not there yet" } as const;
const empty = { version: "absent", says: "without tables and views" } as const;

/** Throws SqlError where a change of what is there names nothing that is there, or several things: no plan could show it. */
function refuseUnclear({ verb, sql, targets }: Change, target: ObjectName, found: number): void {
  if (target.kind === "schema") return;
  const named = formatName(target);
  if (found > 1) throw notClear(`${named} means several things in this warehouse.`);
  const mayBeNew = verb.startsWith("CREATE ") || (verb.endsWith(" RENAME") && target !== targets[0]);
  if (found === 0 && !mayBeNew && !/\bIF\s+EXISTS\b/i.test(sql)) throw notClear(`There is no ${named} to change.`);
}

const notClear = (message: string): SqlError =>
  new SqlError("invalid-sql", message, "Name it catalog.schema.table; find_tables lists them.");

/** Views and macros whose names are words of the statement, or of the text of one that is. */
function textsOnTheWay(sql: string, { texts }: Stored): readonly StoredText[] {
  const found = new Set<StoredText>();
  const look = (text: string): void => {
    const mentions = mentionsIn(text);
    for (const each of texts) {
      if (found.has(each) || !mentions(each.name.name)) continue;
      found.add(each);
      look(each.text);
    }
  };
  look(sql);
  return [...found];
}

const everyVolatile = `SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability <> 'CONSISTENT'`;
/** Written without parentheses, by names of their own. */
const clockWords = ["current_timestamp", "current_time", "localtime", "localtimestamp"];

async function callsVolatile(connection: DuckDBConnection, texts: readonly string[]): Promise<boolean> {
  const names = (await connection.runAndReadAll(everyVolatile)).getRowsJson().map(([name]) => String(name));
  const mentions = mentionsIn(texts.join("\n"));
  return [...names, ...clockWords].some(mentions);
}

/** Clauses, the hidden column and functions whose outcome can follow from the order of the rows that come in. */
const orderWords = [
  ...["limit", "offset", "fetch", "tablesample", "sample", "over", "distinct", "rowid", "asof", "positional"],
  ...["first", "last", "any_value", "arbitrary", "list", "array_agg", "string_agg", "group_concat", "listagg"],
  ...["arg_min", "arg_max", "argmin", "argmax", "min_by", "max_by", "mode", "histogram", "map_agg"],
];

function mentionsIn(text: string): (name: string) => boolean {
  const lower = text.toLowerCase();
  const words = new Set(lower.match(/[\p{L}\p{N}_]+/gu) ?? []);
  return (name) => {
    const wanted = name.toLowerCase();
    return words.has(wanted) || (/[^\p{L}\p{N}_]/u.test(wanted) && lower.replaceAll('""', '"').includes(wanted));
  };
}
