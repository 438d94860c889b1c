/** How the definition of an object changes, line by line, for the pages on which a person decides. Pure. */
import { diffLines } from "diff";
import type { DefinitionChange } from "./definition-change.ts";

export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** The mark of each kind of line in a unified diff. */
export const marks: Readonly<Record<DiffLine["kind"], string>> = { same: " ", removed: "-", added: "+" };

/** The whole definition: what stays, what is removed and what is added. Null where a side is not shown. */
export function definitionDiff({ now, after }: DefinitionChange): readonly DiffLine[] | null {
  if (now === null || after === null) return null;
  return diffLines(ended(now), ended(after)).flatMap(({ value, added, removed }) =>
    value
      .slice(0, -1)
      .split("\n")
      .map((text): DiffLine => ({ kind: added ? "added" : removed ? "removed" : "same", text })),
  );
}

/** With a line break at its end, so that the last line is compared without it. */
const ended = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);
