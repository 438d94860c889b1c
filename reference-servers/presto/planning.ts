/** From a statement to a change that a person can judge: described by the parser, allowed by the operator, priced by the engine. */
import type { Plan } from "@drawbridge/framework/plan";
import { kindOf, similarTo } from "./changes.ts";
import type { Estimate } from "./engines/engine.ts";
import { refusal, refuseRestricted } from "./pricing.ts";
import { callerOf, type PrestoContext } from "./services.ts";
import type { Change } from "./sql/verdict.ts";

interface Planned {
  readonly change: Change;
  /** What the engine said of it. */
  readonly planned: Estimate;
}

/** A call runs what its latest plan was made of. */
const latest = new WeakMap<AbortSignal, Planned>();

/** Plans the one statement of a call. Throws SqlError where it is no change, is not taken, not allowed, or not valid. */
export async function planWrite(sql: string, context: PrestoContext): Promise<Plan> {
  const { engine, judge, settings } = context.services;
  const change = await judge.change(sql);
  if (change.kind === "refused") throw refusal(change);
  const kind = kindOf(change);
  const inSchema = change.verb.endsWith(" SCHEMA") ? change.targets.map((schema) => `${schema}.*`) : change.targets;
  refuseRestricted([...inSchema, ...change.reads], context, settings.restricted);
  const planned = await engine.planChange(change, callerOf(context), context.signal);
  const { tables, rows, bytes } = planned;
  refuseRestricted(tables, context, settings.restricted);
  latest.set(context.signal, { change, planned });
  const cost = { rows, bytes };
  return {
    summary: change.targets.length === 0 ? kind.verb : `${kind.verb} ${change.targets.join(", ")}`,
    verb: kind.verb,
    text: { language: "sql", content: change.sql },
    target: engine.kind,
    effect: kind.overwrites ? "destructive" : "write",
    objects: objectsOf(change, tables),
    cost,
    reversible: kind.reversible,
    similar: similarTo(kind, change.targets, cost),
  };
}

/** What the call's plan was made of. Throws where none was made: nothing runs that was not planned. */
export function plannedOf({ signal }: PrestoContext): Planned {
  const planned = latest.get(signal);
  if (planned === undefined) throw new TypeError("a change runs after its plan");
  return planned;
}

/** Named and resolved tables together: a view is shown with what it reads, a table once. */
function objectsOf({ targets, reads }: Change, resolved: readonly string[]): string[] {
  const named = [...targets, ...reads].filter((name) => !resolved.some((table) => table.endsWith(`.${name}`)));
  return [...new Set([...named, ...resolved])];
}
