/** What a change depends on at Presto or Trino: asked as the caller, once for the plan and once more right before the run. */
import { digestOf } from "@drawbridge/contracts/digest";
import type { Basis, Binding } from "@drawbridge/framework/plan";
import { kindOf } from "../../changes.ts";
import type { Definition, Resolution } from "../../resolving/resolve.ts";
import { completed, type Defaults, formatName, type ObjectName } from "../../sql/object-name.ts";
import type { Change } from "../../sql/verdict.ts";
import type { Effect } from "../engine.ts";
import {
  type Ask,
  contentsOf,
  counted,
  definitionOf,
  digestOfRows,
  maxComparedRows,
  type Version,
} from "./table-version.ts";
import { columnsSql, kindSql, type TableName } from "./tables.ts";

export interface Asking {
  readonly defaults: Defaults;
  readonly ask: Ask;
  /** What one name means now. */
  lookUp(name: Definition["name"]): Promise<readonly Definition[]>;
}

/** `behind`: everything that the statement reads, as it was resolved when it was planned. */
export async function basisOf(
  change: Change,
  behind: Resolution,
  asking: Asking,
): Promise<Basis & { readonly effect: Effect | null }> {
  const { defaults, ask } = asking;
  const { overwrites, movesRows } = kindOf(change);
  const bindings = new Map<string, Binding>();
  const unheld: string[] = [residue];
  const bind = (object: ObjectName, role: Binding["role"], version: Version | null): void => {
    const name = formatName(object);
    if (version !== null) bindings.set(`${role} ${name}`, { object: name, role, ...version });
    else
      unheld.push(
        `${name} has over ${counted(maxComparedRows)}, and its connector keeps no version of a table: what is in it is not compared.`,
      );
  };

  for (const target of change.targets.map((name) => completed(name, defaults))) {
    const table = tableOf(target);
    if (table === null) {
      if (overwrites) unheld.push(`What is in ${formatName(target)} is not compared.`);
      continue;
    }
    const kind = (await ask(kindSql(table)))[0]?.[0];
    const object = { kind: "table", catalog: table[0], schema: table[1], name: table[2] } as const;
    if (kind === undefined) bind(object, "writes", absent);
    else if (kind === "VIEW") bind(object, "writes", await textOf(object, asking));
    else bind(object, "writes", overwrites ? await contentsOf(table, ask) : await definitionOf(table, ask));
  }

  for (const { name, kind } of behind.objects) {
    const table = tableOf(name);
    if (kind === "view") bind(name, "view", await textOf(name, asking));
    const compared =
      bindings.has(`reads ${formatName(name)}`) || (overwrites && bindings.has(`writes ${formatName(name)}`));
    if (kind === "table" && movesRows && table !== null && !compared) bind(name, "reads", await contentsOf(table, ask));
  }
  unheld.push(...behind.unreadable.map((name) => `What ${name} reads cannot be followed to its end.`));

  const effect = await effectOf(change, asking);
  const [target] = change.targets;
  if (effect !== null && target !== undefined) {
    const version = `${effect.rows} ${effect.digest ?? "counted"}`;
    bind(completed(target, defaults), "effect", { version, says: `exactly ${counted(effect.rows)}, compared whole` });
  }
  return { bindings: [...bindings.values()], unheld: [...new Set(unheld)], effect };
}

/** The residue on every engine behind this protocol. */
const residue =
  "The engine cannot hold tables and views still between the last look at them and the start of the statement: a change within those milliseconds is not noticed.";

const absent = { version: "absent", says: "not there yet" } as const;

function tableOf(name: ObjectName): TableName | null {
  if (!("name" in name) || name.kind === "function" || name.catalog === null || name.schema === null) return null;
  return [name.catalog, name.schema, name.name];
}

async function textOf(name: Definition["name"], { lookUp }: Asking): Promise<Version> {
  const texts = (await lookUp(name)).map(({ kind, text }) => [kind, text]);
  return { version: digestOf(texts), says: "defined as it was" };
}

/** Which rows a DELETE takes, by a SELECT of its own: the part behind DELETE FROM is the part behind FROM. */
async function effectOf({ verb, sql, targets: [target] }: Change, { defaults, ask }: Asking): Promise<Effect | null> {
  const begins = /^DELETE\s+FROM\s+/i.exec(sql)?.[0];
  const table = target === undefined ? null : tableOf(completed(target, defaults));
  if (verb !== "DELETE" || begins === undefined || table === null) return null;
  return digestOfRows(await ask(columnsSql(table)), sql.slice(begins.length), ask);
}
