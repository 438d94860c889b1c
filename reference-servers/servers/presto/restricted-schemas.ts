/**
 * The operator's restricted schemas: who may use them, and what other users may know about them. Other users may know
 * the schema's name and the groups with access, which a refusal says, but no table, column, comment, count or size.
 * Pure. This is for engines without users of their own; a real Presto also applies its own rules to the end user.
 */
import { SqlError } from "./errors.ts";
import type { RestrictedSchemas } from "./settings.ts";
import { completed, type Defaults, type ObjectName } from "./sql/object-name.ts";

export interface Person {
  readonly user: string;
  readonly groups: readonly string[];
}

/** The rules for one engine, including the catalog and schema that it uses for incomplete names. */
export interface Restrictions {
  readonly schemas: RestrictedSchemas;
  readonly defaults: Defaults;
}

/** True if any schema is closed to `person`. */
export const isBarred = (person: Person, { schemas }: Restrictions): boolean =>
  Object.keys(schemas).some((schema) => !mayUse(person, schema, schemas));

/** The restricted schema that contains, or may contain, a name, for any caller; null if there is none. */
export function restrictedSchemaOf(name: ObjectName, { schemas, defaults }: Restrictions): string | null {
  return schemasOf(name, defaults).find((schema) => Object.hasOwn(schemas, schema)) ?? null;
}

/** True if `person` may use the object `name`. */
export const isOpenTo = (person: Person, name: ObjectName, { schemas, defaults }: Restrictions): boolean =>
  schemasOf(name, defaults).every((schema) => mayUse(person, schema, schemas));

/** Throws SqlError "not-allowed" if one of `names` is in a schema that is closed to `person`. */
export function refuseRestricted(
  names: readonly ObjectName[],
  person: Person,
  { schemas, defaults }: Restrictions,
): void {
  for (const schema of names.flatMap((name) => schemasOf(name, defaults))) {
    if (mayUse(person, schema, schemas)) continue;
    const groups = (schemas[schema] ?? []).join(" and ");
    throw notAllowed(
      `${person.user} may not read tables of the schema ${schema}: it is open to ${groups === "" ? "no group" : groups}.`,
    );
  }
}

/** Throws SqlError "not-allowed" if one of `names` lists every schema, and a schema is closed to `person`. */
export function refuseMetadata(names: readonly ObjectName[], person: Person, restrictions: Restrictions): void {
  if (isBarred(person, restrictions) && names.some((name) => listsEverySchema(name, restrictions.defaults)))
    throw metadataRefusal(person);
}

/** The refusal for reading the engine's own catalogue, which cannot be filtered. */
export const metadataRefusal = ({ user }: Person): SqlError =>
  notAllowed(
    `${user} may not read the engine's own catalogue: it lists schemas that are closed to ${user}.`,
    "find_tables and describe_table show everything that is open to you.",
  );

/**
 * Throws SqlError "not-allowed" for a rename that moves an object between schemas with different restrictions, because
 * only the operator decides who may read what. An approval does not change that.
 */
export function refuseMoved(names: readonly ObjectName[], { schemas, defaults }: Restrictions): void {
  const groupsOf = (name: ObjectName): string =>
    JSON.stringify(
      schemasOf(name, defaults)
        .map((schema) => (Object.hasOwn(schemas, schema) ? [...(schemas[schema] ?? [])].sort() : null))
        .find((groups) => groups !== null) ?? null,
    );
  if (new Set(names.map(groupsOf)).size <= 1) return;
  throw notAllowed(
    "The rename would move objects between schemas that are open to different groups.",
    "Ask Data Platform (#presto-help) to move them.",
  );
}

const mayUse = ({ groups }: Person, schema: string, schemas: RestrictedSchemas): boolean =>
  !Object.hasOwn(schemas, schema) || (schemas[schema] ?? []).some((group) => groups.includes(group));

/**
 * The schemas that may contain a name. If its first part is also the name of the default catalog, engines read it
 * either way.
 */
function schemasOf(name: ObjectName, defaults: Defaults): readonly string[] {
  if (name.kind === "catalog") return [];
  const { schema } = completed(name, defaults);
  const schemas = schema === null ? [] : [schema];
  const eitherWay = name.catalog === null && name.schema !== null && name.schema === defaults.catalog;
  return eitherWay && defaults.schema !== null ? [...schemas, defaults.schema] : schemas;
}

/**
 * True for information_schema and pg_catalog of any catalog, for Presto's catalog "system", and for a catalog name used
 * as a schema.
 */
function listsEverySchema(name: ObjectName, defaults: Defaults): boolean {
  if (name.kind === "catalog") return false;
  const { catalog, schema } = completed(name, defaults);
  if (catalog === "system" || schema === "information_schema" || schema === "pg_catalog") return true;
  return name.kind === "schema" && name.catalog === null && schema !== null && schema === defaults.catalog;
}

const notAllowed = (message: string, next = "Ask Data Platform (#presto-help)."): SqlError =>
  new SqlError("not-allowed", message, next);
