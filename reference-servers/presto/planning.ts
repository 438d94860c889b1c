/** From a statement to a change that a person can judge: described by the parser, allowed by the operator, priced by the engine. */
import type { Planned } from "@drawbridge/framework/define-tool";
import { type ChangeKind, kindOf, similarTo } from "./changes.ts";
import type { Estimate } from "./engines/engine.ts";
import { refusal, refuseRestricted } from "./pricing.ts";
import { callerOf, type PrestoContext } from "./services.ts";
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
  const { engine, judge, settings } = context.services;
  const change = await judge.change(sql);
  if (change.kind === "refused") throw refusal(change);
  const kind = kindOf(change);
  const inSchema = change.verb.endsWith(" SCHEMA") ? change.targets.map((schema) => `${schema}.*`) : change.targets;
  refuseRestricted([...inSchema, ...change.reads], context, settings.restricted);
  const planned = await engine.planChange(change, callerOf(context), context.signal);
  const { tables, rows, bytes } = planned;
  refuseRestricted(tables, context, settings.restricted);
  const cost = { rows, bytes };
  const plan = {
    summary: change.targets.length === 0 ? kind.verb : `${kind.verb} ${change.targets.join(", ")}`,
    verb: kind.verb,
    text: { language: "sql" as const, content: change.sql },
    target: engine.kind,
    effect: kind.overwrites ? ("destructive" as const) : ("write" as const),
    objects: objectsOf(change, tables),
    cost,
    reversible: kind.reversible,
    similar: similarTo(kind, change.targets, cost),
  };
  return { plan, prepared: { change, kind, planned } };
}

/** Named and resolved tables together: a view is shown with what it reads, a table once. */
function objectsOf({ targets, reads }: Change, resolved: readonly string[]): string[] {
  const named = [...targets, ...reads].filter((name) => !resolved.some((table) => table.endsWith(`.${name}`)));
  return [...new Set([...named, ...resolved])];
}
