/** What a plan shows of the definition that a change replaces or alters. Pure. */
import { maxDefinitionLength } from "@drawbridge/contracts/approvals/definition-change";
import { storable } from "@drawbridge/contracts/storable-text";
import type { DefinitionChange } from "@drawbridge/framework";
import { inLines } from "./definition-layout.ts";
import type { Redefinition } from "./engines/engine.ts";
import { withoutSecrets } from "./secret-names.ts";
import type { Change } from "./sql/verdict.ts";

/** True if the change replaces or alters the definition of a view or table, where that exists. */
export const redefines = ({ verb, replaces }: Pick<Change, "verb" | "replaces">): boolean =>
  replaces || /^ALTER (?:TABLE|VIEW|MATERIALIZED VIEW) /.test(verb);

/**
 * Both sides in the same layout, without values that are secrets. `closed`: the object is in a restricted schema, or reads
 * one, or it is not known what it reads. Then neither side is shown, because the person who decides may be no member of the
 * schema's groups, and the side after the change lists the columns of what it reads.
 */
export function definitionChange({ object, now, after }: Redefinition, closed: boolean): DefinitionChange {
  const [before, changed] = [now, after].map((text) => (text === null ? null : shown(text)));
  const hidden = (why: string): DefinitionChange => ({ object, now: null, after: null, why });
  if (closed) return hidden(closedReason);
  if (before === undefined || changed === undefined || before === null) return hidden(unreadableReason);
  if (Math.max(before.length, changed?.length ?? 0) > maxDefinitionLength) return hidden(tooLongReason);
  return { object, now: before, after: changed, why: changed === null ? unknownReason : null };
}

const shown = (definition: string): string => storable(withoutSecrets(inLines(definition)));

const closedReason =
  "Its definition is not shown, because it is in a restricted schema or reads one, or it is not known what it reads.";
const unreadableReason = "The engine does not show its definition to the user who makes the call.";
const tooLongReason = `Its definition is not shown, because it is longer than ${maxDefinitionLength.toLocaleString("en-US")} characters.`;
const unknownReason = "What its definition will be is known only after the change.";
