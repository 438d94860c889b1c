/** A diagnosis as programs compare it, and as a person reads it: the deciding lines, cut to what an answer can hold. */
import type { FailureTrace } from "@drawbridge/contracts/knowledge";
import { causes } from "../causes/all.ts";
import type { Diagnosis } from "../diagnosis/diagnose.ts";
import { excerpt } from "../diagnosis/excerpt.ts";
import type { Finding } from "../diagnosis/finding.ts";
import { fingerprint } from "../diagnosis/fingerprint.ts";
import { matchesOf } from "../diagnosis/match.ts";

export interface Evidence {
  readonly text: string;
  readonly source: string;
}

const mostEvidence = 4;
const mostAlike = 2;
const bounds = { characters: 700, lines: 6 } as const;
const rest = { characters: 320, lines: 3 } as const;

/** The strongest evidence in a few lines each, without repeating itself. */
export function evidenceOf({ cause, evidence }: Diagnosis): readonly Evidence[] {
  const shown: Evidence[] = [];
  /** How often a message was told already: a second source confirms it, a third adds nothing. */
  const told = new Map<string, number>();
  for (const finding of evidence) {
    if (shown.length === mostEvidence) break;
    const text = excerpt(finding.text, signatureIn(finding, cause), shown.length === 0 ? bounds : rest);
    const gist = (text.split("\n").at(-1) ?? "").replace(/\d+/g, "#").slice(-120);
    const times = told.get(gist) ?? 0;
    if (text === "" || times === mostAlike) continue;
    told.set(gist, times + 1);
    shown.push({
      text,
      source: finding.count > 1 ? `${finding.source} (and ${finding.count - 1} alike)` : finding.source,
    });
  }
  return shown;
}

/** What a repeat of this failure is known by. */
export function traceOf(diagnosis: Diagnosis): FailureTrace {
  const [first] = diagnosis.evidence;
  const text = first === undefined ? "" : excerpt(first.text, signatureIn(first, diagnosis.cause), bounds);
  return { cause: diagnosis.cause, fingerprint: fingerprint(diagnosis.cause, text), text };
}

function signatureIn(finding: Finding, cause: string): RegExp | null {
  const match = matchesOf(finding, causes).find((found) => found.cause.id === cause);
  return match?.cause.signatures.find(({ pattern }) => pattern.test(finding.text))?.pattern ?? null;
}
