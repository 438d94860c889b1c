/** From a statement to a change that a person can judge: described by the parser, allowed by the operator, priced by the engine. */
import type { Planned } from "@drawbridge/framework/define-tool";
import { actOf, touchedBy } from "./act.ts";
import { asNewObject, type ChangeKind, kindOf, similarTo } from "./changes.ts";
import type { Estimate } from "./engines/engine.ts";
import { refusal, refuseRestricted } from "./pricing.ts";
import { callerOf, judgeFor, type PrestoContext } from "./services.ts";
import type { Change } from "./sql/verdict.ts";

/** A change whose plan is made: what runs is this. */
export interface PreparedChange {
  readonly change: Change;
  readonly kind: ChangeKind;
  /** What the engine said of it. */
  readonly planned: Estimate;
}

/** Plans the one statement of a call. Throws SqlError where it is no change, is not taken, not allowed, or not valid. */
export async function planWrite(sql: string, context: PrestoContext): Promise<Planned<PreparedChange>> {
  const { engine, settings } = context.services;
  const change = await judgeFor(context).change(sql);
  if (change.kind === "refused") throw refusal(change);
  const kind = kindOf(change);
  const inSchema = change.verb.endsWith(" SCHEMA") ? change.targets.map((schema) => `${schema}.*`) : change.targets;
  refuseRestricted([...inSchema, ...change.reads], context, settings.restricted);
  const planned = await engine.planChange(change, callerOf(context), context.signal);
  const { tables, rows, bytes } = planned;
  refuseRestricted(tables, context, settings.restricted);
  const shown = (await createsNewTable(change, context)) ? asNewObject(kind) : kind;
  const cost = { rows, bytes };
  const plan = {
    summary: actOf(kind.verb, change.targets),
    verb: kind.verb,
    text: { language: "sql" as const, content: change.sql },
    target: engine.kind,
    effect: shown.overwrites ? ("destructive" as const) : ("write" as const),
    ...touchedBy(change, tables),
    cost,
    reversible: shown.reversible,
    // The next statement that replaces may find something there.
    similar: change.replaces ? null : similarTo(shown, change.targets, cost),
  };
  return { plan, prepared: { change, kind, planned } };
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
  const pattern = target.replaceAll('"', "").split(".").at(-1) ?? "";
  try {
    const found = await engine.findTables(pattern, callerOf(context), context.signal);
    const wanted = canonical(target);
    return !found.some(({ name }) => canonical(name) === wanted || canonical(name).endsWith(`.${wanted}`));
  } catch {
    context.signal.throwIfAborted();
    return false;
  }
}

const canonical = (name: string): string => name.replaceAll('"', "").toLowerCase();
