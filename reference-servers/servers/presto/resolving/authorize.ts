/**
 * Checks the names in a statement against the operator's restricted schemas, as written and as the catalogue resolves
 * them.
 */
import { SqlError } from "../errors.ts";
import {
  isBarred,
  isOpenTo,
  metadataRefusal,
  type Restrictions,
  refuseMetadata,
  refuseRestricted,
} from "../restricted-schemas.ts";
import { callerOf, judgeFor, type PrestoContext } from "../services.ts";
import type { ObjectName, RelationName } from "../sql/object-name.ts";
import type { Definition, LookUp, Resolution } from "./resolve.ts";
import { resolve } from "./resolve.ts";

export interface StatementNames {
  /** Tables, views and functions that are read; these are resolved. */
  readonly reads: readonly RelationName[];
  /** Other objects of the statement: the targets of a change, and schemas. */
  readonly others: readonly ObjectName[];
}

/** The operator's rules for the engine of this server. */
export const restrictionsOf = ({ services: { engine, settings } }: Pick<PrestoContext, "services">): Restrictions => ({
  schemas: settings.restricted,
  defaults: engine.defaults,
});

/** Resolves names, with all views and macros. Throws SqlError if the engine fails. */
export function resolveNames(reads: readonly RelationName[], context: PrestoContext): Promise<Resolution> {
  const { engine } = context.services;
  const restrictions = restrictionsOf(context);
  const judge = judgeFor(context);
  const lookUp: LookUp = async (names) =>
    Promise.all(
      (await engine.lookUp(names, callerOf(context), context.signal))
        .filter(isReachable(names))
        .map(async (definition): Promise<Definition> => {
          if (definition.names !== null || definition.text === null) return definition;
          const verdict = await judge.read(definition.text);
          if (verdict.kind === "refused") return definition;
          const areFullNames = verdict.tables.every(({ catalog, schema }) => catalog !== null && schema !== null);
          return areFullNames ? { ...definition, names: [...verdict.tables, ...verdict.functions] } : definition;
        }),
    );
  return resolve(reads, lookUp);

  /**
   * A macro or type of a closed schema counts only if it is named with that schema, or is in the engine's default
   * schema, because the engine finds no other. A refusal for its name alone would reveal that it exists.
   */
  function isReachable(names: readonly RelationName[]) {
    return ({ name: { kind, schema, name }, name: full }: Definition): boolean => {
      if ((kind !== "function" && kind !== "type") || isOpenTo(context.principal, full, restrictions)) return true;
      if (schema === null || schema === restrictions.defaults.schema) return true;
      return names.some((request) => request.kind === kind && request.name === name && request.schema === schema);
    };
  }
}

/**
 * Throws SqlError "not-allowed" if the statement uses anything that is closed to the caller, before the engine plans
 * it. For a caller with access to every schema, the catalogue is not read.
 */
export async function authorize({ reads, others }: StatementNames, context: PrestoContext): Promise<void> {
  const { principal } = context;
  const restrictions = restrictionsOf(context);
  // A function without a schema is usually the engine's own. Other meanings come from the catalogue.
  const objectNames = [...reads.filter(({ kind, schema }) => kind !== "function" || schema !== null), ...others];
  refuseRestricted(objectNames, principal, restrictions);
  refuseMetadata(objectNames, principal, restrictions);
  if (!isBarred(principal, restrictions)) return;
  const relations = others.flatMap((name) => (name.kind === "table" || name.kind === "view" ? [name] : []));
  const { objects, unreadable } = await resolveNames([...reads, ...relations], context);
  refuseRestricted(
    objects.map(({ name }) => name),
    principal,
    restrictions,
  );
  if (objects.some(({ kind }) => kind === "metadata")) throw metadataRefusal(principal);
  if (unreadable.length > 0) {
    throw new SqlError(
      "not-allowed",
      `${principal.user} may not use ${unreadable[0]}: it is unknown what it reads, and that may be closed to ${principal.user}.`,
      "Name the tables themselves, or ask the view's owner to create it again with catalog.schema.table names.",
    );
  }
}
