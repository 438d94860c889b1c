/**
 * Collects failures in bounded memory. Texts that differ only in numbers and addresses are one failure with a count.
 */
import type { Failure } from "./facts.ts";

/** Kinds of failure that are stored. If an application fails in more ways, only the first ones are stored. */
const maxKinds = 400;
/**
 * Maximum characters of one failure's text. Its middle is cut, because the causes at the end of a Java stack trace
 * matter too.
 */
const maxTextChars = 12_000;

export interface FailureCollector {
  add(failure: Omit<Failure, "count" | "lastAt">): void;
  build(): readonly Failure[];
}

export function failureCollector(): FailureCollector {
  const kinds = new Map<string, { first: Omit<Failure, "count">; count: number }>();
  return {
    add(failure) {
      if (failure.text.trim() === "") return;
      const kind = `${failure.level}\n${kindOf(failure.text)}`;
      const entry = kinds.get(kind);
      if (entry !== undefined) {
        entry.count += 1;
        entry.first = { ...entry.first, lastAt: failure.at ?? entry.first.lastAt };
        // A failure that Spark gave up on is fatal, even if Spark tried again the first times.
        if (failure.fatal && !entry.first.fatal) entry.first = { ...entry.first, fatal: true };
      } else if (kinds.size < maxKinds) {
        kinds.set(kind, { first: { ...failure, lastAt: failure.at, text: shorten(failure.text) }, count: 1 });
      }
    },
    build: () =>
      [...kinds.values()]
        .map(({ first, count }) => ({ ...first, count }))
        .sort((a, b) => (a.at ?? Number.POSITIVE_INFINITY) - (b.at ?? Number.POSITIVE_INFINITY)),
  };
}

/** The beginning of the text without what differs between two tasks that failed for the same reason. */
const kindOf = (text: string): string =>
  text
    .slice(0, 600)
    .replace(/0x[0-9a-f]+|\b[0-9a-f]{8,}\b/gi, "#")
    .replace(/\d+/g, "#");

function shorten(text: string): string {
  if (text.length <= maxTextChars) return text;
  const half = maxTextChars / 2;
  return `${text.slice(0, half)}\n… ${text.length - maxTextChars} characters left out …\n${text.slice(-half)}`;
}
