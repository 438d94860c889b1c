/** Gathers failures in bounded memory: what reads alike (but for numbers and addresses) is one failure with a count. */
import type { Failure } from "./facts.ts";

/** Kinds of failure kept; an application that fails in more ways than this is told by its first ones. */
const mostKinds = 400;
/** Characters kept of one failure's text: a Java stack with its causes; the causes at its end matter as well. */
const longestText = 12_000;

export interface FailureCollector {
  add(failure: Omit<Failure, "count" | "lastAt">): void;
  build(): readonly Failure[];
}

export function failureCollector(): FailureCollector {
  const kinds = new Map<string, { first: Omit<Failure, "count">; count: number }>();
  return {
    add(failure) {
      if (failure.text.trim() === "") return;
      const kind = `${failure.level}\n${likeness(failure.text)}`;
      const known = kinds.get(kind);
      if (known !== undefined) {
        known.count += 1;
        known.first = { ...known.first, lastAt: failure.at ?? known.first.lastAt };
        // Whatever was given up for good counts as such, even if it was first tried again.
        if (failure.fatal && !known.first.fatal) known.first = { ...known.first, fatal: true };
      } else if (kinds.size < mostKinds) {
        kinds.set(kind, { first: { ...failure, lastAt: failure.at, text: shortened(failure.text) }, count: 1 });
      }
    },
    build: () =>
      [...kinds.values()]
        .map(({ first, count }) => ({ ...first, count }))
        .sort((a, b) => (a.at ?? Number.POSITIVE_INFINITY) - (b.at ?? Number.POSITIVE_INFINITY)),
  };
}

/** The text's first lines without what differs between two tasks that failed for one reason. */
const likeness = (text: string): string =>
  text
    .slice(0, 600)
    .replace(/0x[0-9a-f]+|\b[0-9a-f]{8,}\b/gi, "#")
    .replace(/\d+/g, "#");

function shortened(text: string): string {
  if (text.length <= longestText) return text;
  const half = longestText / 2;
  return `${text.slice(0, half)}\n… ${text.length - longestText} characters left out …\n${text.slice(-half)}`;
}
