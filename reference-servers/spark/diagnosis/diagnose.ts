/** One application's diagnosis: its facts and what its text logs say, judged together. */
import type { ApplicationFacts } from "../application/facts.ts";
import { causes } from "../causes/all.ts";
import { type Bottleneck, bottlenecksOf } from "./bottlenecks.ts";
import { type Confidence, decide } from "./decide.ts";
import type { Finding } from "./finding.ts";
import { findingsOfFacts, withLastWords, withOneEnd, withTellingShutdown } from "./gather.ts";

export interface Diagnosis {
  /** Id of a cause or of a bottleneck; `none` where nothing is wrong, `unknown` where nothing found tells. */
  readonly cause: string;
  readonly title: string;
  readonly confidence: Confidence;
  /** What it rests on, the strongest first. */
  readonly evidence: readonly Finding[];
  readonly fix: string;
  readonly bottlenecks: readonly Bottleneck[];
}

/** @param logged what the text logs say, oldest first within each log; null where no log of the driver was found */
export function diagnose(facts: ApplicationFacts, logged: readonly Finding[] | null): Diagnosis {
  const given = findingsOfFacts(facts, logged !== null);
  const told = [...given, ...withOneEnd(withTellingShutdown(logged ?? [], given))];
  const findings = withLastWords(told, facts);
  const bottlenecks = bottlenecksOf(facts);
  const verdict = decide(findings, causes);
  if (verdict !== null) {
    const { cause, evidence } = verdict;
    // Without its driver's log, a program that went on to work that succeeded may have got over it.
    const wentOn = logged === null && decide(findingsOfFacts(facts, true), causes) === null;
    const confidence = wentOn || isLastWord(told) ? "low" : verdict.confidence;
    return { cause: cause.id, title: cause.title, confidence, evidence, fix: cause.fix, bottlenecks };
  }
  const fatal = findings.filter(({ weight }) => weight !== "seen");
  if (fatal.length > 0) return { ...unknown, evidence: fatal, bottlenecks };
  if (facts.endedAt === null) return { ...cutShort(findings), bottlenecks };
  const worst = bottlenecks.find(({ severity }) => severity === "severe");
  if (worst === undefined) {
    const well = told.some(({ weight }) => weight === "went-well");
    return well ? { ...healthy, confidence: "high", bottlenecks } : { ...quiet, bottlenecks };
  }
  return {
    cause: worst.kind,
    title: `It succeeded; ${titles[worst.kind]}`,
    confidence: "medium",
    evidence: [measured(worst)],
    fix: worst.fix,
    bottlenecks,
  };
}

/** Whether nothing but the driver's last words speaks of a failure: the program may have meant them so, and ended well. */
const isLastWord = (told: readonly Finding[]): boolean =>
  told.every(({ weight }) => weight === "seen" || weight === "last-word");

const measured = ({ text }: Bottleneck): Finding => ({
  text,
  source: "task metrics",
  at: null,
  from: "scheduler",
  weight: "seen",
  count: 1,
});

const titles: Readonly<Record<Bottleneck["kind"], string>> = {
  "data-skew": "a few tasks had most of the data",
  spill: "tasks spilled to disk for want of memory",
  "gc-pressure": "garbage collection took much of the time",
  "small-files": "it works on many small files",
  "idle-cores": "most cores were idle",
  "small-tasks": "its tasks are too small",
};

const unknown = {
  cause: "unknown",
  title: "It failed, and nothing found names a cause that is known here",
  confidence: "low",
  fix: "Read the evidence; search_log finds more. Once the cause is clear, record_root_cause keeps it for the next time.",
} as const;

/** What was last seen may have been got over, had it gone on: it is told, and never confidently. */
function cutShort(findings: readonly Finding[]): Omit<Diagnosis, "bottlenecks"> {
  const verdict = decide(
    findings.map((finding) => ({ ...finding, weight: "given-up" })),
    causes,
  );
  if (verdict === null) return { ...noEnd, evidence: findings };
  const { cause, evidence } = verdict;
  return { cause: cause.id, title: cause.title, confidence: "low", evidence, fix: cause.fix };
}

const noEnd = {
  cause: "unknown",
  title: "Its event log ends without an end: it still runs, or its driver was lost",
  confidence: "low",
  fix: "If it does not run any more, look at the cluster manager and the driver's host at the time of the last event: killed, out of memory, or lost.",
} as const;

const healthy = {
  cause: "none",
  title: "It succeeded, and nothing stands out",
  evidence: [],
  fix: "Nothing to do.",
} as const;

/** A program that ends by sys.exit leaves no word of it, and Spark's own exit code is that of a good end. */
const quiet = {
  ...healthy,
  title: "Nothing that it left says that it failed, and nothing stands out",
  confidence: "low",
  fix: "Nothing to do, unless whoever started it was told an exit status other than 0: then the reason is in the program's own output.",
} as const;
