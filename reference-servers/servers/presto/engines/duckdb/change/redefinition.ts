/** Finds how a change alters the definition of a table or view: it makes the change on the copy and rolls it back. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { redefines } from "../../../redefinition.ts";
import { formatName, isInSchema, type RelationName } from "../../../sql/object-name.ts";
import type { Change } from "../../../sql/verdict.ts";
import type { Redefinition } from "../../engine.ts";
import { covers, readStored } from "./stored-objects.ts";
import { limited, rolledBack, timedOut } from "./trial.ts";

/** Null if the change replaces and alters nothing that exists. The engine has accepted the change before. */
export async function redefinitionOf(connection: DuckDBConnection, change: Change): Promise<Redefinition | null> {
  const [target, newName] = change.targets;
  if (!redefines(change) || target === undefined) return null;
  const [now, ...others] = (await definitions(connection)).filter(({ name }) => covers(target, name));
  if (now === undefined || others.length > 0) return null;
  const renamed = change.verb.endsWith(" RENAME") && newName !== undefined && isInSchema(newName);
  const nameAfter = renamed ? { ...now.name, name: newName.name } : now.name;
  const after = await definitionAfter(connection, change, formatName(nameAfter));
  return { object: formatName(now.name), now: now.text, after };
}

/** Null if the change takes too long, or fails without its rows: the trial of the change itself reports its errors. */
async function definitionAfter(connection: DuckDBConnection, change: Change, object: string): Promise<string | null> {
  try {
    const after = await limited((signal) =>
      rolledBack(connection, signal, async () => {
        await connection.run(withoutRows(change));
        return (await definitions(connection)).find(({ name }) => formatName(name) === object)?.text ?? null;
      }),
    );
    return after === timedOut ? null : after;
  } catch {
    return null;
  }
}

interface Printed {
  readonly name: RelationName;
  readonly text: string;
}

async function definitions(connection: DuckDBConnection): Promise<readonly Printed[]> {
  const { tables, texts } = await readStored(connection);
  return [
    ...tables.map(({ name, sql }) => ({ name, text: sql })),
    ...texts.flatMap(({ name, kind, text }) => (kind === "view" ? [{ name, text }] : [])),
  ];
}

/** A new table needs no rows to have its definition. The clause is on its own line, because the text may end in a comment. */
const withoutRows = ({ verb, sql }: Change): string =>
  verb === "CREATE TABLE AS" && !/\bWITH\s+(?:NO\s+)?DATA\s*$/i.test(sql) ? `${sql}\nWITH NO DATA` : sql;
