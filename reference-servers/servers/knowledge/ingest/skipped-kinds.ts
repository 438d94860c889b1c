/** Counts the files of a source that are no documents, by their endings, so that a reader knows what is not searched. */

import { endingOf } from "../reading/document-kinds.ts";
import { visibleLine } from "../reading/visible-text.ts";
import type { SkippedKind } from "../store/sources.ts";

export interface SkippedKinds {
  add(path: string): void;
  /** The most frequent first. The rest is counted together. */
  list(): readonly SkippedKind[];
}

/** Maximum endings that are counted, and that are listed. */
const limits = { counted: 1_000, listed: 20 };
const maxEndingChars = 20;
const noEnding = "(no ending)";
const others = "(others)";

export function skippedKinds(): SkippedKinds {
  const counts = new Map<string, number>();
  const count = (ending: string, files: number): void => {
    counts.set(ending, (counts.get(ending) ?? 0) + files);
  };
  return {
    add(path) {
      const ending = visibleLine(endingOf(path)).slice(0, maxEndingChars).toWellFormed();
      const key = ending === "" || ending === "." ? noEnding : ending;
      count(counts.has(key) || counts.size < limits.counted ? key : others, 1);
    },
    list() {
      const sorted = [...counts]
        .map(([ending, files]) => ({ ending, files }))
        .toSorted((a, b) => b.files - a.files || (a.ending < b.ending ? -1 : 1));
      const rest = sorted.slice(limits.listed).reduce((sum, { files }) => sum + files, 0);
      return [...sorted.slice(0, limits.listed), ...(rest === 0 ? [] : [{ ending: others, files: rest }])];
    },
  };
}
