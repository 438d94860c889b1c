/**
 * Finds how a change alters the definition of a view or table at Presto or Trino, as the caller. SHOW CREATE prints the
 * definition now. A statement that replaces it is the definition after. EXPLAIN prints an ALTER in one form, without running it.
 */
import { SqlError } from "../../errors.ts";
import { redefines } from "../../redefinition.ts";
import { completed, formatName, type RelationName } from "../../sql/object-name.ts";
import type { Change } from "../../sql/verdict.ts";
import type { Redefinition } from "../engine.ts";
import type { EngineQueries } from "./basis.ts";
import { alteredDefinition, createdDefinition } from "./definition-after.ts";
import { refuseAllButPlainExplain } from "./explain-change.ts";
import { kindSql, qualified, type TableName } from "./tables.ts";

/** Null if the change replaces and alters nothing that exists. */
export async function redefinitionOf(
  change: Change,
  { defaults, ask }: Pick<EngineQueries, "defaults" | "ask">,
): Promise<Redefinition | null> {
  const [target, newName] = change.targets;
  if (!redefines(change) || (target?.kind !== "table" && target?.kind !== "view")) return null;
  const { catalog, schema, name: last } = completed(target, defaults);
  if (catalog === null || schema === null) return null;
  const name: TableName = [catalog, schema, last];
  const kind = (await ask(kindSql(name)))[0]?.[0];
  const materialized = / MATERIALIZED VIEW/.test(change.verb);
  if (kind === undefined && !materialized) return null;
  /** Null if the engine refuses: the caller may not read it, or the engine has no such statement. */
  const printed = async (sql: string): Promise<string | null> => {
    try {
      if (!sql.startsWith("SHOW ")) refuseAllButPlainExplain(sql);
      const text = (await ask(sql))[0]?.[0];
      return typeof text === "string" ? text : null;
    } catch (error) {
      if (error instanceof SqlError && error.code !== "cancelled" && error.code !== "engine-unreachable") return null;
      throw error;
    }
  };
  const what = materialized ? "MATERIALIZED VIEW" : kind === "VIEW" ? "VIEW" : "TABLE";
  const shown = await printed(`SHOW CREATE ${what} ${qualified(name)}`);
  if (shown === null && materialized) return null;
  const now = shown === null ? null : createdDefinition(shown, name);
  const object = formatName(relation(name));
  if (now === null) return { object, now, after: null };
  if (change.replaces) return { object, now, after: createdDefinition(change.sql, name) };
  const statement = await printed(`EXPLAIN ${change.sql}`);
  if (statement === null) return { object, now, after: null };
  const renamed = newName?.kind === "table" || newName?.kind === "view" ? inPlaceOf(newName, name) : null;
  return { object, now, after: alteredDefinition(now, statement, renamed) };
}

const relation = ([catalog, schema, name]: TableName): RelationName => ({ kind: "table", catalog, schema, name });

/** The new name of a rename. Without a schema it stays in the schema of the old name. */
const inPlaceOf = ({ catalog, schema, name }: RelationName, [oldCatalog, oldSchema]: TableName): TableName => [
  catalog ?? oldCatalog,
  schema ?? oldSchema,
  name,
];
