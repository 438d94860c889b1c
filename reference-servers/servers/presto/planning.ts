/**
 * Plans a change for a person to approve: the parser describes it, the operator's rules allow it, and the engine prices
 * it.
 */
import type { Plan, Planned } from "@drawbridge/framework";
import { asNewObject, type ChangeKind, kindOf, needOf, similarTo } from "./change-kinds.ts";
import { actOf, touchedBy } from "./change-summary.ts";
import { tableBefore } from "./engines/before.ts";
import { asDuckDbReads } from "./engines/duckdb/change/qualified-names.ts";
import type { PlannedChange } from "./engines/engine.ts";
import { SqlError } from "./errors.ts";
import { refusal } from "./pricing.ts";
import { definitionChange } from "./redefinition.ts";
import { authorize, resolveNames, restrictionsOf } from "./resolving/authorize.ts";
import type { Resolution } from "./resolving/resolve.ts";
import { refuseMoved, refuseRestricted, restrictedSchemaOf } from "./restricted-schemas.ts";
import { sampleOf } from "./sample.ts";
import { callerOf, judgeFor, type PrestoContext } from "./services.ts";
import { completed, formatName, isInSchema, type ObjectName } from "./sql/object-name.ts";
import type { Change } from "./sql/verdict.ts";

/** A planned change; exactly this runs after the approval. */
export interface PreparedChange {
  readonly change: Change;
  readonly kind: ChangeKind;
  /** The engine's plan. */
  readonly planned: PlannedChange;
  /** Everything that it reads. */
  readonly resolution: Resolution;
}

const emptyResolution: Resolution = { objects: [], unreadable: [] };

/** Plans the one statement of a call. Throws SqlError if it is no change, or is refused, not allowed or invalid. */
export async function planWrite(sql: string, context: PrestoContext): Promise<Planned<PreparedChange>> {
  const { engine } = context.services;
  const restrictions = restrictionsOf(context);
  const judged = await judgeFor(context).change(sql);
  if (judged.kind === "refused") throw refusal(judged);
  const kind = kindOf(judged);
  const change = engine.kind === "duckdb" ? asDuckDbReads(judged, engine.defaults) : judged;
  // Both readings of the names are checked, and the change is refused if either is in a restricted schema.
  for (const { reads, functions, targets } of [judged, change])
    await authorize({ reads: [...reads, ...functions], others: targets }, context);
  if (change.verb.endsWith(" RENAME")) refuseMoved(renamePair(change.targets), restrictions);
  // The embedded engine resolves names itself, in the copy on which the change is made.
  const resolution =
    engine.kind === "duckdb" ? emptyResolution : await resolveNames([...change.reads, ...change.functions], context);
  const planned = await engine.planChange(change, resolution, callerOf(context), context.signal);
  const { objects, rows, bytes, basis } = planned;
  refuseRestricted(objects, context.principal, restrictions);
  refuseUnheld(kind, planned, context);
  const shownKind = (await createsNewTable(change, context)) ? asNewObject(kind) : kind;
  const cost = { rows, bytes };
  const plan = {
    summary: actOf(kind.verb, change.targets.map(formatName)),
    verb: kind.verb,
    text: { language: "sql" as const, content: change.sql },
    target: engine.kind,
    effect: shownKind.overwrites ? ("destructive" as const) : ("write" as const),
    ...touchedBy(change, planned),
    cost,
    reversible: shownKind.reversible,
    similar: await similarOf(change, kind, cost, context),
    basis,
    ...beforeOf(change, planned, context),
    ...(await definitionOf(change, planned, context)),
  };
  const prepared = { change, kind, planned, resolution };
  return { plan, prepared, sample: () => sampleOf(planned, context) };
}

/**
 * What describe_table would tell the caller of the tables that the change writes. Nothing where one of them is in a
 * restricted schema, because the person who decides may be no member of its groups.
 */
function beforeOf(change: Change, { before = [] }: PlannedChange, context: PrestoContext): Pick<Plan, "before"> {
  const restrictions = restrictionsOf(context);
  const restricted = change.targets.some((name) => restrictedSchemaOf(name, restrictions) !== null);
  return restricted || before.length === 0 ? {} : { before: before.map(tableBefore) };
}

/** How the change alters a definition. Neither side is shown where a restricted schema is involved. */
async function definitionOf(
  change: Change,
  { redefinition = null, objects }: PlannedChange,
  context: PrestoContext,
): Promise<Pick<Plan, "definition">> {
  if (redefinition === null) return {};
  const restrictions = restrictionsOf(context);
  const isRestricted = (name: ObjectName): boolean => restrictedSchemaOf(name, restrictions) !== null;
  const closed = async (): Promise<boolean> => {
    if (Object.keys(restrictions.schemas).length === 0) return false;
    if ([...change.targets, ...change.reads, ...objects].some(isRestricted)) return true;
    const relations = change.targets.flatMap((name) => (name.kind === "table" || name.kind === "view" ? [name] : []));
    const resolved = await resolveNames([...relations, ...change.reads, ...change.functions], context);
    return resolved.unreadable.length > 0 || resolved.objects.some(({ name }) => isRestricted(name));
  };
  return { definition: definitionChange(redefinition, await closed()) };
}

/** The condition for similar changes. Only INSERT has one, so only its sources are resolved. */
async function similarOf(change: Change, kind: ChangeKind, cost: Plan["cost"], context: PrestoContext) {
  if (kind.verb !== "INSERT") return null;
  const restrictions = restrictionsOf(context);
  const { objects, unreadable } = await resolveNames([...change.reads, ...change.functions], context);
  const sources = objects.map(({ name }) => name);
  const targets = change.targets.map((name) => completed(name, restrictions.defaults));
  const restricted = [...targets, ...change.reads, ...sources].some(
    (name) => restrictedSchemaOf(name, restrictions) !== null,
  );
  const areSourcesKnown = unreadable.length === 0 && objects.every(({ kind: of }) => of !== "metadata");
  return similarTo({ kind, targets, sources: areSourcesKnown ? sources : null, cost, restricted });
}

/**
 * True if a CREATE OR REPLACE TABLE has nothing to replace. The embedded engine knows all its tables. Another engine
 * may hide one (an unreachable catalog, a table of other users), so there the table counts as existing.
 */
async function createsNewTable({ verb, replaces, targets }: Change, context: PrestoContext): Promise<boolean> {
  const [target] = targets;
  if (!replaces || target === undefined || !/^CREATE TABLE( AS)?$/.test(verb)) return false;
  const { engine } = context.services;
  if (engine.kind !== "duckdb") return false;
  if (target.kind !== "table") return false;
  try {
    return (await engine.lookUp([target], callerOf(context), context.signal)).length === 0;
  } catch {
    context.signal.throwIfAborted();
    return false;
  }
}

/**
 * Refuses a change for a second person's approval if its data could change before it runs. The operator can allow such
 * changes.
 */
function refuseUnheld(kind: ChangeKind, { basis }: PlannedChange, { environment, services }: PrestoContext): void {
  const [unheld] = basis.unheld;
  if (unheld === undefined || needOf(kind, environment) !== "second-person") return;
  if (services.settings.unheldWrites === "allow") return;
  throw new SqlError(
    "not-held",
    `${kind.verb} needs another person's approval in ${environment}, but the data that they approve could change before it runs. ${unheld}`,
    "If that is possible, write values and keys into the statement itself. Otherwise ask Data Platform (#presto-help), who can set PRESTO_UNHELD_WRITES=allow.",
  );
}

/** The two names of a rename. A new name without a schema stays in the schema of the old one. */
function renamePair([from, to]: readonly ObjectName[]): readonly ObjectName[] {
  if (from === undefined || to === undefined) return [];
  const inPlace = isInSchema(from) && isInSchema(to) && to.schema === null;
  return inPlace ? [from, { ...to, catalog: from.catalog, schema: from.schema }] : [from, to];
}
