/** Finds the causes that a finding points to, the best first. */
import type { Cause, Strength } from "./cause.ts";
import type { Finding } from "./finding.ts";

export interface Match {
  readonly cause: Cause;
  readonly strength: Strength;
  readonly finding: Finding;
  /** Position of the signature in the finding's text. */
  readonly at: number;
  /** The line, or its beginning, that matched. */
  readonly sign: string;
}

/** Maximum characters of a sign. */
const signLength = 60;

export const strengths: Readonly<Record<Strength, number>> = { certain: 3, likely: 2, hint: 1 };

/** The line between two exceptions of a Python chain. The first exception of the chain is the origin. */
const nextInChain =
  /^\s*(?:The above exception was the direct cause of the following exception|During handling of the above exception, another exception occurred):\s*$/m;

/**
 * Returns each cause at most once. In a Python chain, the first exception that names a cause counts, unless programs
 * often provoke that error on purpose and a later exception names another cause. In a Java chain, a deeper "Caused by"
 * outweighs the exception around it if both are equally strong.
 */
export function matchesOf(finding: Finding, causes: readonly Cause[]): readonly Match[] {
  const links = finding.text.split(nextInChain);
  if (links.length === 1) return matchesIn(finding, finding.text, causes);
  const namedCauses = links
    .map((text) => matchesIn(finding, text, causes))
    .filter(([best]) => best !== undefined && best.cause.rank === "root" && best.strength !== "hint");
  return (
    namedCauses.find(([best]) => best?.cause.oftenCaught !== true) ??
    namedCauses[0] ??
    matchesIn(finding, finding.text, causes)
  );
}

const matchesIn = (finding: Finding, text: string, causes: readonly Cause[]): readonly Match[] =>
  causes
    .map((cause) => bestSignature(finding, text, cause))
    .filter((match) => match !== null)
    .sort(
      (a, b) =>
        Number(a.cause.rank === "symptom") - Number(b.cause.rank === "symptom") ||
        strengths[b.strength] - strengths[a.strength] ||
        b.at - a.at,
    );

function bestSignature(finding: Finding, text: string, cause: Cause): Match | null {
  let best: Match | null = null;
  for (const { pattern, strength, unless, where } of cause.signatures) {
    if (best !== null && strengths[strength] <= strengths[best.strength]) continue;
    if (where !== undefined && finding.from !== where && !(where === "executor" && finding.from === "scheduler"))
      continue;
    const at = text.search(pattern);
    if (at === -1 || unless?.test(text) === true) continue;
    const sign =
      text
        .slice(at, at + signLength)
        .trim()
        .split("\n", 1)[0] ?? "";
    best = { cause, strength, finding, at, sign };
  }
  return best;
}
