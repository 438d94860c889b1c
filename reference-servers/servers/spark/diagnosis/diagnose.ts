/** Diagnoses one application from its facts and its text logs. */
import type { ApplicationFacts } from "../application/facts.ts";
import { causes } from "../causes/all.ts";
import { type Bottleneck, bottlenecksOf } from "./bottlenecks.ts";
import type { Finding } from "./finding.ts";
import { findingsOfFacts, withLastWords, withOneEnd, withRelevantShutdown } from "./findings.ts";
import { type Confidence, decide } from "./select-cause.ts";

export interface Diagnosis {
  /** Id of a cause or of a bottleneck; `none` if nothing is wrong, `unknown` if no finding points to a cause. */
  readonly cause: string;
  readonly title: string;
  readonly confidence: Confidence;
  /** The findings that support it, the strongest first. */
  readonly evidence: readonly Finding[];
  readonly fix: string;
  readonly bottlenecks: readonly Bottleneck[];
}

/** @param logged what the text logs say, oldest first within each log; null if no log of the driver was found */
export function diagnose(facts: ApplicationFacts, logFindings: readonly Finding[] | null): Diagnosis {
  const factFindings = findingsOfFacts(facts, logFindings !== null);
  const gathered = [...factFindings, ...withOneEnd(withRelevantShutdown(logFindings ?? [], factFindings))];
  const findings = withLastWords(gathered, facts);
  const bottlenecks = bottlenecksOf(facts);
  const verdict = decide(findings, causes);
  if (verdict !== null) {
    const { cause, evidence, fix } = verdict;
    // Without the driver's log: if later jobs succeeded, the program may have recovered from this failure.
    const wentOn = logFindings === null && decide(findingsOfFacts(facts, true), causes) === null;
    const confidence = wentOn || isOnlyLastWord(gathered) ? "low" : verdict.confidence;
    return { cause: cause.id, title: cause.title, confidence, evidence, fix, bottlenecks };
  }
  const fatal = findings.filter(({ weight }) => weight !== "seen");
  if (fatal.length > 0) return { ...unknown, evidence: fatal, bottlenecks };
  const well = gathered.some(({ weight }) => weight === "went-well");
  if (facts.endedAt === null && facts.endedWithoutTime !== true && !well)
    return { ...(isEmpty(facts) && findings.length === 0 ? noContent : cutShort(findings)), bottlenecks };
  const worst = bottlenecks.find(({ severity }) => severity === "severe");
  if (worst === undefined) {
    return well ? { ...healthy, confidence: "high", bottlenecks } : { ...quiet, bottlenecks };
  }
  return {
    cause: worst.kind,
    title: `It succeeded; ${titles[worst.kind]}`,
    confidence: "medium",
    evidence: [findingOf(worst)],
    fix: worst.fix,
    bottlenecks,
  };
}

/** True if only the driver's last error messages speak of a failure. The program may still have ended well. */
const isOnlyLastWord = (gathered: readonly Finding[]): boolean =>
  gathered.every(({ weight }) => weight === "seen" || weight === "last-word");

const findingOf = ({ text }: Bottleneck): Finding => ({
  text,
  source: "task metrics",
  at: null,
  from: "scheduler",
  weight: "seen",
  count: 1,
});

const titles: Readonly<Record<Bottleneck["kind"], string>> = {
  "data-skew": "a few tasks had most of the data",
  spill: "tasks spilled to disk because they lacked memory",
  "gc-pressure": "garbage collection took much of the time",
  "small-files": "it works on many small files",
  "idle-cores": "most cores were idle",
  "small-tasks": "its tasks are too small",
};

const unknown = {
  cause: "unknown",
  title: "It failed, and no log that was found names a known cause",
  confidence: "low",
  fix: "Read the evidence; search_log finds more. When you know the cause, record it with record_root_cause for the next time.",
} as const;

/** The application might have recovered from the last failure in the log, so the confidence is always low. */
function cutShort(findings: readonly Finding[]): Omit<Diagnosis, "bottlenecks"> {
  const verdict = decide(
    findings.map((finding) => ({ ...finding, weight: "given-up" })),
    causes,
  );
  if (verdict === null) return { ...noEnd, evidence: findings };
  const { cause, evidence, fix } = verdict;
  return { cause: cause.id, title: cause.title, confidence: "low", evidence, fix };
}

const isEmpty = ({ startedAt, jobs, stages, executors }: ApplicationFacts): boolean =>
  startedAt === null && jobs.length + stages.length + executors.length === 0;

const noContent = {
  cause: "unknown",
  title: "Nothing in its logs could be read",
  confidence: "low",
  evidence: [],
  fix: "See the gaps: they say what each file is. Give this server the logs whole and in a format that it reads.",
} as const;

const noEnd = {
  cause: "unknown",
  title: "Its event log has no end: it is still running, or its driver was lost",
  confidence: "low",
  fix: "If it is not running any more, look at the cluster manager and the driver's host at the time of the last event: the driver was killed, ran out of memory, or its host was lost.",
} as const;

const healthy = {
  cause: "none",
  title: "It succeeded, and no problem was found",
  evidence: [],
  fix: "Nothing to do.",
} as const;

/** A program that ends by sys.exit logs nothing about it, and Spark's own exit code says success. */
const quiet = {
  ...healthy,
  title: "No log says that it failed, and no problem was found",
  confidence: "low",
  fix: "Nothing to do, unless the process that started it got an exit status other than 0. Then the reason is in the program's own output.",
} as const;
