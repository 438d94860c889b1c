/**
 * Finds what a change depends on at Presto or Trino. It queries as the caller, once for the plan and again right before
 * the run.
 */
import { digestOf } from "@drawbridge/contracts/digest";
import type { Basis, Binding } from "@drawbridge/framework";
import { kindOf } from "../../change-kinds.ts";
import type { Definition, Resolution } from "../../resolving/resolve.ts";
import { completed, type Defaults, formatName, isInSchema, type ObjectName } from "../../sql/object-name.ts";
import type { Change } from "../../sql/verdict.ts";
import type { Effect } from "../engine.ts";
import {
  type Ask,
  contentsOf,
  definitionOf,
  digestOfRows,
  formatCount,
  maxComparedRows,
  type Version,
} from "./table-version.ts";
import { columnsSql, kindSql, type TableName } from "./tables.ts";

export interface EngineQueries {
  readonly defaults: Defaults;
  readonly ask: Ask;
  /** The current definitions of one name. */
  lookUp(name: Definition["name"]): Promise<readonly Definition[]>;
}

/** `resolution`: everything that the statement reads, as resolved during planning. */
export async function basisOf(
  change: Change,
  resolution: Resolution,
  queries: EngineQueries,
): Promise<Basis & { readonly effect: Effect | null }> {
  const { defaults, ask } = queries;
  const { overwrites, movesRows } = kindOf(change);
  const bindings = new Map<string, Binding>();
  const unheld: string[] = [unprotectedMoment];
  const bind = (object: ObjectName, role: Binding["role"], version: Version | null): void => {
    const name = formatName(object);
    if (version !== null) bindings.set(`${role} ${name}`, { object: name, role, ...version });
    else
      unheld.push(
        `${name} has over ${formatCount(maxComparedRows)}, and its connector keeps no versions of tables, so its contents are not compared.`,
      );
  };

  for (const target of change.targets.map((name) => completed(name, defaults))) {
    const table = tableOf(target);
    if (table === null) {
      if (overwrites) unheld.push(`The contents of ${formatName(target)} are not compared.`);
      continue;
    }
    const kind = (await ask(kindSql(table)))[0]?.[0];
    const object = { kind: "table", catalog: table[0], schema: table[1], name: table[2] } as const;
    if (kind === undefined) bind(object, "writes", absent);
    else if (kind === "VIEW") bind(object, "writes", await textOf(object, queries));
    else bind(object, "writes", overwrites ? await contentsOf(table, ask) : await definitionOf(table, ask));
  }

  for (const { name, kind } of resolution.objects) {
    const table = tableOf(name);
    if (kind === "view") bind(name, "view", await textOf(name, queries));
    const compared =
      bindings.has(`reads ${formatName(name)}`) || (overwrites && bindings.has(`writes ${formatName(name)}`));
    if (kind === "table" && movesRows && table !== null && !compared) bind(name, "reads", await contentsOf(table, ask));
  }
  unheld.push(...resolution.unreadable.map((name) => `It is unknown what ${name} reads.`));

  const effect = await effectOf(change, queries);
  const [target] = change.targets;
  if (effect !== null && target !== undefined) {
    const version = `${effect.rows} ${effect.digest ?? "counted"}`;
    bind(completed(target, defaults), "effect", {
      version,
      says: `exactly ${formatCount(effect.rows)}, compared whole`,
    });
  }
  return { bindings: [...bindings.values()], unheld: [...new Set(unheld)], effect };
}

/** What remains unprotected on every engine with this protocol. */
const unprotectedMoment =
  "The engine cannot lock tables and views between the last check and the start of the statement, so a change within these milliseconds is not noticed.";

const absent = { version: "absent", says: "does not exist yet" } as const;

function tableOf(name: ObjectName): TableName | null {
  if (!isInSchema(name) || name.kind === "function" || name.catalog === null || name.schema === null) return null;
  return [name.catalog, name.schema, name.name];
}

async function textOf(name: Definition["name"], { lookUp }: EngineQueries): Promise<Version> {
  const texts = (await lookUp(name)).map(({ kind, text }) => [kind, text]);
  return { version: digestOf(texts), says: "with the same definition" };
}

/** The rows that a DELETE removes, found by a SELECT: the text after DELETE FROM goes after FROM. */
async function effectOf(
  { verb, sql, targets: [target] }: Change,
  { defaults, ask }: EngineQueries,
): Promise<Effect | null> {
  const deleteFrom = /^DELETE\s+FROM\s+/i.exec(sql)?.[0];
  const table = target === undefined ? null : tableOf(completed(target, defaults));
  if (verb !== "DELETE" || deleteFrom === undefined || table === null) return null;
  return digestOfRows(await ask(columnsSql(table)), sql.slice(deleteFrom.length), ask);
}
