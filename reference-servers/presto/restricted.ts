/**
 * The operator's restricted schemas: who may use what is in them, and what everybody else may know of it. That is the
 * schema's name and the groups it is open to, both of which a refusal says; no table, column, comment, count or size.
 * Pure. It is for engines without users of their own; a real Presto judges the end user by its own rules besides.
 */
import { SqlError } from "./errors.ts";
import type { RestrictedSchemas } from "./settings.ts";
import { completed, type Defaults, type ObjectName } from "./sql/object-name.ts";

export interface Person {
  readonly user: string;
  readonly groups: readonly string[];
}

/** The rules as they are for one engine: where it looks up names that leave parts out is part of what they mean. */
export interface Restrictions {
  readonly schemas: RestrictedSchemas;
  readonly defaults: Defaults;
}

/** Whether any schema is closed to `person`. */
export const isBarred = (person: Person, { schemas }: Restrictions): boolean =>
  Object.keys(schemas).some((schema) => !mayUse(person, schema, schemas));

/** The restricted schema that a name lies in, or may lie in, whoever asks; null where there is none. */
export function restrictedSchemaOf(name: ObjectName, { schemas, defaults }: Restrictions): string | null {
  return schemasOf(name, defaults).find((schema) => Object.hasOwn(schemas, schema)) ?? null;
}

/** Whether `person` may use what `name` names. */
export const isOpenTo = (person: Person, name: ObjectName, { schemas, defaults }: Restrictions): boolean =>
  schemasOf(name, defaults).every((schema) => mayUse(person, schema, schemas));

/** Throws SqlError "not-allowed" where one of `names` lies in a schema that is closed to `person`. */
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

/** Throws SqlError "not-allowed" where one of `names` tells of every schema, and one is closed to `person`. */
export function refuseMetadata(names: readonly ObjectName[], person: Person, restrictions: Restrictions): void {
  if (isBarred(person, restrictions) && names.some((name) => tellsOfEverySchema(name, restrictions.defaults)))
    throw metadataRefusal(person);
}

/** For who asks the engine's own catalogue, which cannot be read in part. */
export const metadataRefusal = ({ user }: Person): SqlError =>
  notAllowed(
    `${user} may not read the engine's own catalogue: it tells of schemas that are closed to ${user}.`,
    "find_tables and describe_table show everything that is open to you.",
  );

/**
 * Throws SqlError "not-allowed" for a rename that takes something out of its schema's restriction or into another one:
 * who may read what is the operator's to say. It needs no approval, and none helps.
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
    "The rename would move things between schemas that are open to different groups.",
    "Ask Data Platform (#presto-help) to move them.",
  );
}

const mayUse = ({ groups }: Person, schema: string, schemas: RestrictedSchemas): boolean =>
  !Object.hasOwn(schemas, schema) || (schemas[schema] ?? []).some((group) => groups.includes(group));

/** The schemas a name may be of. Where its first part is also the name of the own catalog, engines read it either way. */
function schemasOf(name: ObjectName, defaults: Defaults): readonly string[] {
  if (name.kind === "catalog") return [];
  const { schema } = completed(name, defaults);
  const found = schema === null ? [] : [schema];
  const eitherWay = name.catalog === null && name.schema !== null && name.schema === defaults.catalog;
  return eitherWay && defaults.schema !== null ? [...found, defaults.schema] : found;
}

/** information_schema and pg_catalog of any catalog, Presto's catalog "system", and a catalog taken for a schema. */
function tellsOfEverySchema(name: ObjectName, defaults: Defaults): boolean {
  if (name.kind === "catalog") return false;
  const { catalog, schema } = completed(name, defaults);
  if (catalog === "system" || schema === "information_schema" || schema === "pg_catalog") return true;
  return name.kind === "schema" && name.catalog === null && schema !== null && schema === defaults.catalog;
}

const notAllowed = (message: string, next = "Ask Data Platform (#presto-help)."): SqlError =>
  new SqlError("not-allowed", message, next);
