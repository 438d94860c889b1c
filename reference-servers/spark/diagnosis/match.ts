/** Which causes a finding speaks of, the best first. */
import type { Cause, Strength } from "./cause.ts";
import type { Finding } from "./finding.ts";

export interface Match {
  readonly cause: Cause;
  readonly strength: Strength;
  readonly finding: Finding;
  /** Where in the finding's text the signature stands. */
  readonly at: number;
}

export const strengths: Readonly<Record<Strength, number>> = { certain: 3, likely: 2, hint: 1 };

/** Every cause at most once. A deeper "Caused by" outweighs what it is wrapped in, where both are as strong. */
export function matchesOf(finding: Finding, causes: readonly Cause[]): readonly Match[] {
  return causes
    .map((cause) => bestSignature(finding, cause))
    .filter((match) => match !== null)
    .sort(
      (a, b) =>
        Number(a.cause.rank === "symptom") - Number(b.cause.rank === "symptom") ||
        strengths[b.strength] - strengths[a.strength] ||
        b.at - a.at,
    );
}

function bestSignature(finding: Finding, cause: Cause): Match | null {
  let best: Match | null = null;
  for (const { pattern, strength, unless, where } of cause.signatures) {
    if (best !== null && strengths[strength] <= strengths[best.strength]) continue;
    if (where !== undefined && finding.from !== where && !(where === "executor" && finding.from === "scheduler"))
      continue;
    const at = finding.text.search(pattern);
    if (at === -1 || unless?.test(finding.text) === true) continue;
    best = { cause, strength, finding, at };
  }
  return best;
}
