/** What a statement names, held against the operator's restricted schemas: as it is written, and as the catalogue resolves it. */
import { SqlError } from "../errors.ts";
import {
  isBarred,
  isOpenTo,
  metadataRefusal,
  type Restrictions,
  refuseMetadata,
  refuseRestricted,
} from "../restricted.ts";
import { callerOf, judgeFor, type PrestoContext } from "../services.ts";
import type { ObjectName, RelationName } from "../sql/object-name.ts";
import type { Definition, LookUp, Resolution } from "./resolve.ts";
import { resolve } from "./resolve.ts";

export interface Named {
  /** Tables, views and functions that are read, to be followed to what they are made of. */
  readonly reads: readonly RelationName[];
  /** What else the statement is about: what a change changes, and schemas. */
  readonly others: readonly ObjectName[];
}

/** The operator's rules, as they are for the engine of this server. */
export const restrictionsOf = ({ services: { engine, settings } }: Pick<PrestoContext, "services">): Restrictions => ({
  schemas: settings.restricted,
  defaults: engine.defaults,
});

/** Everything that the names mean, each view and macro followed to its end. Throws SqlError where the engine fails. */
export function resolved(reads: readonly RelationName[], context: PrestoContext): Promise<Resolution> {
  const { engine } = context.services;
  const restrictions = restrictionsOf(context);
  const judge = judgeFor(context);
  const lookUp: LookUp = async (names) =>
    Promise.all(
      (await engine.lookUp(names, callerOf(context), context.signal))
        .filter(reached(names))
        .map(async (definition): Promise<Definition> => {
          if (definition.names !== null || definition.text === null) return definition;
          const verdict = await judge.read(definition.text);
          if (verdict.kind === "refused") return definition;
          const inFull = verdict.tables.every(({ catalog, schema }) => catalog !== null && schema !== null);
          return inFull ? { ...definition, names: [...verdict.tables, ...verdict.functions] } : definition;
        }),
    );
  return resolve(reads, lookUp);

  /**
   * A macro or type of a closed schema counts only where it is named with that schema, or is in the engine's default one:
   * the engine finds no other. A refusal for its bare name would say that it exists.
   */
  function reached(names: readonly RelationName[]) {
    return ({ name: { kind, schema, name }, name: full }: Definition): boolean => {
      if ((kind !== "function" && kind !== "type") || isOpenTo(context.principal, full, restrictions)) return true;
      if (schema === null || schema === restrictions.defaults.schema) return true;
      return names.some((asked) => asked.kind === kind && asked.name === name && asked.schema === schema);
    };
  }
}

/**
 * Throws SqlError "not-allowed" where the statement is about anything that is closed to the caller, before the engine
 * plans it. A caller to whom every schema is open is asked nothing of the catalogue.
 */
export async function authorize({ reads, others }: Named, context: PrestoContext): Promise<void> {
  const { principal } = context;
  const restrictions = restrictionsOf(context);
  // A function without a schema is most often the engine's own: what it may mean besides, the catalogue says.
  const named = [...reads.filter(({ kind, schema }) => kind !== "function" || schema !== null), ...others];
  refuseRestricted(named, principal, restrictions);
  refuseMetadata(named, principal, restrictions);
  if (!isBarred(principal, restrictions)) return;
  const relations = others.flatMap((name) => (name.kind === "table" || name.kind === "view" ? [name] : []));
  const { objects, unreadable } = await resolved([...reads, ...relations], context);
  refuseRestricted(
    objects.map(({ name }) => name),
    principal,
    restrictions,
  );
  if (objects.some(({ kind }) => kind === "metadata")) throw metadataRefusal(principal);
  if (unreadable.length > 0) {
    throw new SqlError(
      "not-allowed",
      `${principal.user} may not use ${unreadable[0]}: what it reads cannot be followed to its end, and may be closed to ${principal.user}.`,
      "Name the tables themselves, or ask the view's owner to create it again with catalog.schema.table names.",
    );
  }
}
