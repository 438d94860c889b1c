/** From a statement to a change that a person can judge: described by the parser, allowed by the operator, priced by the engine. */
import type { Planned } from "@drawbridge/framework/define-tool";
import type { Plan } from "@drawbridge/framework/plan";
import { actOf, touchedBy } from "./act.ts";
import { asNewObject, type ChangeKind, kindOf, needOf, similarTo } from "./changes.ts";
import { asDuckDbReads } from "./engines/duckdb/full-names.ts";
import type { PlannedChange } from "./engines/engine.ts";
import { SqlError } from "./errors.ts";
import { refusal } from "./pricing.ts";
import { authorize, resolved, restrictionsOf } from "./resolving/authorize.ts";
import type { Resolution } from "./resolving/resolve.ts";
import { refuseMoved, refuseRestricted, restrictedSchemaOf } from "./restricted.ts";
import { callerOf, judgeFor, type PrestoContext } from "./services.ts";
import { completed, formatName, type ObjectName } from "./sql/object-name.ts";
import type { Change } from "./sql/verdict.ts";

/** A change whose plan is made: what runs is this. */
export interface PreparedChange {
  readonly change: Change;
  readonly kind: ChangeKind;
  /** What the engine said of it. */
  readonly planned: PlannedChange;
  /** Everything that it reads. */
  readonly behind: Resolution;
}

const nothing: Resolution = { objects: [], unreadable: [] };

/** Plans the one statement of a call. Throws SqlError where it is no change, is not taken, not allowed, or not valid. */
export async function planWrite(sql: string, context: PrestoContext): Promise<Planned<PreparedChange>> {
  const { engine } = context.services;
  const restrictions = restrictionsOf(context);
  const judged = await judgeFor(context).change(sql);
  if (judged.kind === "refused") throw refusal(judged);
  const kind = kindOf(judged);
  const change = engine.kind === "duckdb" ? asDuckDbReads(judged, engine.defaults) : judged;
  // As it is written too: what might lie in a restricted schema by either reading is refused.
  for (const { reads, functions, targets } of [judged, change])
    await authorize({ reads: [...reads, ...functions], others: targets }, context);
  if (change.verb.endsWith(" RENAME")) refuseMoved(renamed(change.targets), restrictions);
  // The embedded engine follows names itself, within the copy that the change is made on.
  const behind = engine.kind === "duckdb" ? nothing : await resolved([...change.reads, ...change.functions], context);
  const planned = await engine.planChange(change, behind, callerOf(context), context.signal);
  const { objects, rows, bytes, basis } = planned;
  refuseRestricted(objects, context.principal, restrictions);
  refuseUnheld(kind, planned, context);
  const shown = (await createsNewTable(change, context)) ? asNewObject(kind) : kind;
  const cost = { rows, bytes };
  const plan = {
    summary: actOf(kind.verb, change.targets.map(formatName)),
    verb: kind.verb,
    text: { language: "sql" as const, content: change.sql },
    target: engine.kind,
    effect: shown.overwrites ? ("destructive" as const) : ("write" as const),
    ...touchedBy(change, planned),
    cost,
    reversible: shown.reversible,
    similar: await similarOf(change, kind, cost, context),
    basis,
  };
  return { plan, prepared: { change, kind, planned, behind } };
}

/** The condition by which this change is like others. Only additions are, so that only they are followed to their sources. */
async function similarOf(change: Change, kind: ChangeKind, cost: Plan["cost"], context: PrestoContext) {
  if (kind.verb !== "INSERT") return null;
  const restrictions = restrictionsOf(context);
  const { objects, unreadable } = await resolved([...change.reads, ...change.functions], context);
  const sources = objects.map(({ name }) => name);
  const targets = change.targets.map((name) => completed(name, restrictions.defaults));
  const restricted = [...targets, ...change.reads, ...sources].some(
    (name) => restrictedSchemaOf(name, restrictions) !== null,
  );
  const known = unreadable.length === 0 && objects.every(({ kind: of }) => of !== "metadata");
  return similarTo({ kind, targets, sources: known ? sources : null, cost, restricted });
}

/**
 * Whether a CREATE OR REPLACE TABLE finds nothing to replace. The embedded engine knows all its tables; another may hide
 * one (a catalog that is away, a table of others), so there the table counts as existing.
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

/** What a second person approves is what runs, or is not approved here. The operator may have it otherwise. */
function refuseUnheld(kind: ChangeKind, { basis }: PlannedChange, { environment, services }: PrestoContext): void {
  const [unheld] = basis.unheld;
  if (unheld === undefined || needOf(kind, environment) !== "second-person") return;
  if (services.settings.unheldWrites === "allow") return;
  throw new SqlError(
    "not-held",
    `${kind.verb} needs another person's approval in ${environment}, and what they approve could be exchanged before it runs. ${unheld}`,
    "Write values and keys into the statement itself where that is the cause; else ask Data Platform (#presto-help), who may set PRESTO_UNHELD_WRITES=allow.",
  );
}

/** A new name without a schema of its own stays in the schema of the old one. */
function renamed([from, to]: readonly ObjectName[]): readonly ObjectName[] {
  if (from === undefined || to === undefined) return [];
  const inPlace = "name" in from && "name" in to && to.schema === null;
  return inPlace ? [from, { ...to, catalog: from.catalog, schema: from.schema }] : [from, to];
}
