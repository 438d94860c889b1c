/**
 * Looks up names in the catalogues of Presto and Trino, with the caller's permissions. Views have their text, which the
 * first judge reads. If the caller may not read a view's text, the text is null.
 */
import { SqlError } from "../../errors.ts";
import { queryAfterAs } from "../../resolving/definition-text.ts";
import type { Definition } from "../../resolving/resolve.ts";
import { completed, type Defaults, type RelationName } from "../../sql/object-name.ts";
import type { Row } from "../engine.ts";
import type { Dialect } from "./connection.ts";
import { identifier, kindSql, qualified, type TableName, textLiteral } from "./tables.ts";

interface EngineQueries {
  readonly dialect: Dialect;
  ask(sql: string): Promise<readonly Row[]>;
}

/** Functions and types of both engines contain no queries, so they need no lookup. */
export async function lookUp(
  names: readonly RelationName[],
  defaults: Defaults,
  queries: EngineQueries,
): Promise<readonly Definition[]> {
  const relations = names
    .filter(({ kind }) => kind === "table" || kind === "view")
    .map((name) => completed(name, defaults));
  const definitions = await Promise.all(
    relations.map(({ catalog, schema, name }) =>
      catalog === null || schema === null ? null : definitionOf([catalog, schema, name], queries),
    ),
  );
  return definitions.filter((definition) => definition !== null);
}

async function definitionOf(name: TableName, { dialect, ask }: EngineQueries): Promise<Definition> {
  const [catalog, schema, table] = name;
  const view = await ask(viewSql(name));
  const viewText = view[0]?.[0];
  const isView = viewText !== undefined || (await ask(kindSql(name)))[0]?.[0] === "VIEW";
  const text = isView ? viewText : await materializedText(name, dialect, ask);
  if (text === undefined)
    return { name: { kind: "table", catalog, schema, name: table }, kind: "table", text: null, names: [] };
  const read = typeof text === "string" && text !== "" ? text : null;
  return { name: { kind: "view", catalog, schema, name: table }, kind: "view", text: read, names: null };
}

/** Returns undefined if it is no materialized view, and null if the text of the view cannot be read. */
async function materializedText(
  name: TableName,
  dialect: Dialect,
  ask: EngineQueries["ask"],
): Promise<Row[0] | undefined> {
  if (dialect === "trino") return (await ask(materializedSql(name)))[0]?.[0];
  try {
    const created = (await ask(`SHOW CREATE MATERIALIZED VIEW ${qualified(name)}`))[0]?.[0];
    return typeof created === "string" ? queryAfterAs(created) : null;
  } catch (error) {
    if (error instanceof SqlError && error.code === "invalid-sql") return undefined; // it is a table, or does not exist
    throw error;
  }
}

const where = ([, schema, table]: TableName): string =>
  `WHERE table_schema = ${textLiteral(schema)} AND table_name = ${textLiteral(table)}`;

const viewSql = (name: TableName): string =>
  `SELECT view_definition FROM ${identifier(name[0])}.information_schema.views ${where(name)}`;

const materializedSql = ([catalog, schema, table]: TableName): string =>
  `SELECT definition FROM system.metadata.materialized_views WHERE catalog_name = ${textLiteral(catalog)}
    AND schema_name = ${textLiteral(schema)} AND name = ${textLiteral(table)}`;
