/** Finds the causes that a finding points to, the best first. */
import type { Cause, Signature, Strength } from "./cause.ts";
import { deepestMessage } from "./deepest-message.ts";
import type { Finding } from "./finding.ts";

export interface Match {
  readonly cause: Cause;
  readonly strength: Strength;
  readonly finding: Finding;
  /** Position of the signature in the finding's text. */
  readonly at: number;
  /** The line, or its beginning, that matched. */
  readonly sign: string;
  /** How many "Caused by" lines are above the deepest place that names the cause. */
  readonly depth: number;
  /** True if only the name of a family of errors matched. */
  readonly isGeneric: boolean;
  /** True if only words of the message matched, and not a name that is known. */
  readonly isInWords: boolean;
  /** What to do: the signature's own advice, or that of the cause. */
  readonly fix: string;
}

/** Maximum characters of a sign. */
const signLength = 60;

export const strengths: Readonly<Record<Strength, number>> = { certain: 3, likely: 2, hint: 1 };

/** True if the match is more than a hint at a root cause. */
export const isNamed = ({ cause, strength }: Pick<Match, "cause" | "strength">): boolean =>
  cause.rank === "root" && strength !== "hint";

/** The line between two exceptions of a Python chain. The first exception of the chain is the origin. */
const nextInChain =
  /^\s*(?:The above exception was the direct cause of the following exception|During handling of the above exception, another exception occurred):\s*$/m;

/**
 * Returns each cause at most once. In a Python chain, the first exception that names a cause counts, unless programs
 * often provoke that error on purpose and a later exception names another cause. In a Java chain, the deepest
 * "Caused by" that names a cause counts, and the causes that its wrappers name are left out. The error of a program's
 * own code counts only if nothing else in the same failure names a cause.
 */
export function matchesOf(finding: Finding, causes: readonly Cause[]): readonly Match[] {
  const links = finding.text.split(nextInChain);
  if (links.length === 1) return matchesIn(finding, finding.text, causes);
  const namedCauses = links
    .map((text) => matchesIn(finding, text, causes))
    .filter(([best]) => best !== undefined && isNamed(best));
  const preferred = (...allow: ((best: Cause) => boolean)[]): readonly Match[] | undefined =>
    namedCauses.find(([best]) => best !== undefined && allow.every((allows) => allows(best.cause)));
  const isOrigin = (cause: Cause): boolean => cause.oftenCaught !== true;
  return (
    preferred(isOrigin, (cause) => cause.messenger !== true) ??
    preferred(isOrigin) ??
    namedCauses[0] ??
    matchesIn(finding, finding.text, causes)
  );
}

function matchesIn(finding: Finding, text: string, causes: readonly Cause[]): readonly Match[] {
  const wrappers = [...text.matchAll(/^\s*(?:\| )?Caused by: /gm)].map(({ index }) => index);
  let deepest: string | null = null;
  const message = (): string => {
    deepest ??= deepestMessage(text);
    return deepest;
  };
  const matches = withoutWeakHints(
    causes.map((cause) => bestSignature(finding, text, cause, wrappers, message)).filter((match) => match !== null),
  ).toSorted(
    (a, b) =>
      Number(a.cause.rank === "symptom") - Number(b.cause.rank === "symptom") ||
      Number(isNamed(b)) - Number(isNamed(a)) ||
      Number(a.cause.messenger === true) - Number(b.cause.messenger === true) ||
      (isNamed(a) ? b.depth - a.depth : 0) ||
      strengths[b.strength] - strengths[a.strength] ||
      (a.isInWords && b.isInWords ? a.at - b.at : b.at - a.at),
  );
  const [best] = matches;
  if (best === undefined || !isNamed(best)) return matches;
  // The words of a message say more than the name of a family of errors.
  const inWords = best.isGeneric ? matches.find(({ isInWords }) => isInWords) : undefined;
  if (inWords !== undefined) return [{ ...inWords, strength: best.strength, isGeneric: true }];
  return matches.filter(
    (match) => !isNamed(match) || (match.depth >= best.depth && match.cause.messenger === best.cause.messenger),
  );
}

/**
 * Words count only if no name is known, be it of a symptom. Then a hint at a cause outside of the program counts before
 * the hint that the program passes on.
 */
function withoutWeakHints(matches: readonly Match[]): readonly Match[] {
  if (matches.some(({ isGeneric, strength }) => strength !== "hint" && !isGeneric))
    return matches.filter(({ isInWords }) => !isInWords);
  const hints = matches.some(
    ({ cause, strength }) => strength === "hint" && cause.rank === "root" && cause.messenger !== true,
  );
  return hints ? matches.filter(({ cause, strength }) => cause.messenger !== true || strength !== "hint") : matches;
}

function bestSignature(
  finding: Finding,
  text: string,
  cause: Cause,
  wrappers: readonly number[],
  message: () => string,
): Match | null {
  let best: Match | null = null;
  let depth = 0;
  for (const signature of cause.signatures) {
    const { pattern, strength, unless, where, generic, fix, of } = signature;
    if (where !== undefined && finding.from !== where && !(where === "executor" && finding.from === "scheduler"))
      continue;
    const at = of === "message" ? searchMessage(text, message(), pattern) : text.search(pattern);
    if (at === -1 || unless?.test(text) === true) continue;
    if (strength !== "hint" && generic !== true && wrappers.length > 0)
      depth = Math.max(depth, depthOf(lastMatch(signature, text), wrappers));
    if (best !== null && strengths[strength] <= strengths[best.strength]) continue;
    const sign =
      text
        .slice(at, at + signLength)
        .trim()
        .split("\n", 1)[0] ?? "";
    best = {
      cause,
      strength,
      finding,
      at,
      sign,
      depth: 0,
      isGeneric: generic === true,
      isInWords: of === "message",
      fix: fix ?? cause.fix,
    };
  }
  return best === null ? null : { ...best, depth };
}

/** Position in the whole text of what the deepest exception says; -1 if it says nothing like it. */
function searchMessage(text: string, message: string, pattern: RegExp): number {
  const inside = message.search(pattern);
  return inside === -1 ? -1 : text.lastIndexOf(message) + inside;
}

const depthOf = (at: number, wrappers: readonly number[]): number => wrappers.filter((wrapper) => wrapper < at).length;

/** The same patterns with the flag that finds all matches. */
const globals = new WeakMap<RegExp, RegExp>();

/** Position of the end of the last match, because a match may begin before the "Caused by" that it includes. */
function lastMatch({ pattern }: Signature, text: string): number {
  const all = globals.get(pattern) ?? new RegExp(pattern.source, `${pattern.flags}g`);
  globals.set(pattern, all);
  let last = -1;
  for (const match of text.matchAll(all)) last = match.index + match[0].length;
  return last;
}
