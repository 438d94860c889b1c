/**
 * Two short forms of a diagnosis: the evidence for a person to read, and the trace by which programs compare failures.
 */
import type { FailureTrace } from "@drawbridge/contracts/knowledge";
import { causes } from "../causes/all.ts";
import { matchesOf } from "../diagnosis/cause-matches.ts";
import type { Diagnosis } from "../diagnosis/diagnose.ts";
import { excerpt } from "../diagnosis/excerpt.ts";
import type { Finding } from "../diagnosis/finding.ts";
import { fingerprint } from "../diagnosis/fingerprint.ts";

export interface Evidence {
  readonly text: string;
  readonly source: string;
}

const maxEvidence = 4;
const maxRepeats = 2;
const firstBounds = { characters: 700, lines: 6 } as const;
const otherBounds = { characters: 320, lines: 3 } as const;

/** The strongest evidence, a few lines each, without repetition. */
export function evidenceOf({ cause, evidence }: Diagnosis): readonly Evidence[] {
  const selected: Evidence[] = [];
  /** How often each message was shown: a second source confirms it, a third adds nothing. */
  const timesShown = new Map<string, number>();
  for (const finding of evidence) {
    if (selected.length === maxEvidence) break;
    const text = excerpt(finding.text, signatureIn(finding, cause), selected.length === 0 ? firstBounds : otherBounds);
    const gist = (text.split("\n").at(-1) ?? "").replace(/\d+/g, "#").slice(-120);
    const times = timesShown.get(gist) ?? 0;
    if (text === "" || times === maxRepeats) continue;
    timesShown.set(gist, times + 1);
    selected.push({
      text,
      source: finding.count > 1 ? `${finding.source} (and ${finding.count - 1} similar)` : finding.source,
    });
  }
  return selected;
}

/** The trace by which the same failure is recognised when it happens again. */
export function traceOf(diagnosis: Diagnosis): FailureTrace {
  const [first] = diagnosis.evidence;
  const text = first === undefined ? "" : excerpt(first.text, signatureIn(first, diagnosis.cause), firstBounds);
  return { cause: diagnosis.cause, fingerprint: fingerprint(diagnosis.cause, text), text };
}

function signatureIn(finding: Finding, cause: string): RegExp | null {
  const match = matchesOf(finding, causes).find((candidate) => candidate.cause.id === cause);
  return match?.cause.signatures.find(({ pattern }) => pattern.test(finding.text))?.pattern ?? null;
}
