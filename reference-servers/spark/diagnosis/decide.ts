/**
 * The cause among everything that was found. What ended the program counts before what Spark gave up, and that before
 * what was got over; within each, a name before an echo, the stronger sign before the weaker, and the first in time
 * before the last. Where only an echo (an exit code, a failed fetch) ended it, what happened before it is the cause.
 */
import type { Cause } from "./cause.ts";
import type { Finding } from "./finding.ts";
import { type Match, matchesOf, strengths } from "./match.ts";

export type Confidence = "high" | "medium" | "low";

export interface Verdict {
  readonly cause: Cause;
  readonly confidence: Confidence;
  /** The finding that decided first; others of the same cause follow. */
  readonly evidence: readonly Finding[];
}

/** Milliseconds by which what led to a failure may be written after it: other processes, other clocks. */
const slackMs = 30_000;

/** Null where nothing found says anything. */
export function decide(findings: readonly Finding[], causes: readonly Cause[]): Verdict | null {
  const matches = withoutEchoes(findings.flatMap((finding) => matchesOf(finding, causes)));
  const ended = strongest(matches.filter(({ finding, ...match }) => finding.weight === "end" && isNamed(match)));
  if (ended !== null) {
    const before = firstGivenUp(matches.filter(({ finding }) => finding.weight === "given-up"));
    return before !== null && failedAgain(ended, before, findings)
      ? { ...verdict(before, matches, null), confidence: "medium" }
      : verdict(ended, matches, "high");
  }
  const givenUp = firstGivenUp(matches);
  if (givenUp !== null) return verdict(givenUp, matches, null);
  const fatal = findings.filter(({ weight }) => weight !== "seen");
  const echo = strongest(matches.filter(({ finding, cause }) => finding.weight !== "seen" && cause.rank === "symptom"));
  const until = echo?.finding.at ?? earliest(fatal);
  const before = matches.filter(
    ({ finding }) =>
      finding.weight === "seen" && (until === null || finding.at === null || finding.at <= until + slackMs),
  );
  const clearEchoes = new Set(
    matches
      .filter(({ cause, strength }) => cause.rank === "symptom" && strength !== "hint")
      .map(({ finding }) => finding),
  );
  const hinted = strongest(
    matches.filter(
      ({ finding, cause }) => finding.weight !== "seen" && cause.rank === "root" && !clearEchoes.has(finding),
    ),
  );
  // Where Spark gave nothing up, what ended the program is its own doing, whatever was got over before.
  if (hinted !== null && !findings.some(({ weight }) => weight === "given-up")) {
    const said = saidBefore(hinted.finding, findings, matches);
    return said === null ? verdict(hinted, matches, null) : { ...verdict(said, matches, null), confidence: "low" };
  }
  const led = strongest(before.filter(isNamed));
  if (led !== null && fatal.length > 0) return verdict(led, matches, null);
  if (fatal.length === 0) return null;
  // An echo that says clearly what it is beats a hint at a name.
  const echoed = strongest([
    ...(echo === null ? [] : [echo]),
    ...before.filter(({ cause, finding }) => cause.rank === "symptom" && !isAfter(finding, until)),
  ]);
  const last = strongest([hinted, echoed].filter((match) => match !== null));
  return last === null ? null : verdict(last, matches, null);
}

/** Executors end with their application: what is lost after the failure explains nothing of it. */
const isAfter = ({ at }: Finding, until: number | null): boolean => at !== null && until !== null && at > until + 1_000;

/** Milliseconds within which a program that failed cleans up, and fails at that. */
const cleanupMs = 15_000;

/** Whether what ended the program is a second failure, just after Spark gave up something else: the first one counts. */
function failedAgain(ended: Match, givenUp: Match, findings: readonly Finding[]): boolean {
  if (ended.cause === givenUp.cause || givenUp.cause.oftenCaught === true) return false;
  const [first, last] = [givenUp.finding.at, ended.finding.at];
  if (first === null || last === null || first > last + trailMs || last - first > cleanupMs) return false;
  return !findings.some(({ text, weight }) => weight !== "end" && text.includes(ended.sign));
}

/** Findings before the end of a log in which a program that raises an error of its own says what made it do so. */
const lastWords = 4;

/** What the program itself logged just before it ended by an error that names nothing. */
function saidBefore(end: Finding, findings: readonly Finding[], matches: readonly Match[]): Match | null {
  const ofLog = (finding: Finding): string => finding.source.replace(/:[^:]*$/, "");
  const until = findings.indexOf(end);
  const near = findings
    .slice(Math.max(0, until - lastWords), until)
    .filter((finding) => finding.from === "driver" && ofLog(finding) === ofLog(end) && !ofTask.test(finding.text));
  return matches.findLast((match) => near.includes(match.finding) && isNamed(match)) ?? null;
}

const ofTask = /Lost task|TaskSetManager|Executor: Exception in task/;

/** Milliseconds before and after: tasks fail, then their stage, job and query are given up, each with more or less of the text. */
const leadMs = 3_000;
const trailMs = 2_000;

/** The first thing that was given up for a known reason, by the best sign of the failures around it. */
function firstGivenUp(matches: readonly Match[]): Match | null {
  const named = matches.filter(isNamed);
  const first = named
    .filter(({ finding }) => finding.weight === "given-up")
    .sort((a, b) => (a.finding.at ?? Number.POSITIVE_INFINITY) - (b.finding.at ?? Number.POSITIVE_INFINITY))[0];
  if (first === undefined) return null;
  const { at } = first.finding;
  if (at === null) return first;
  const around = named.filter(
    ({ finding }) => finding.at !== null && finding.at >= at - leadMs && finding.at <= at + trailMs,
  );
  return strongest([first, ...around]);
}

/** Milliseconds within which one process's end is seen in the logs of others. */
const echoMs = 5_000;

function withoutEchoes(matches: readonly Match[]): readonly Match[] {
  const together = (a: Match, b: Match): boolean =>
    a.finding.at !== null && b.finding.at !== null && Math.abs(a.finding.at - b.finding.at) <= echoMs;
  return matches.filter(
    (match) =>
      !matches.some(
        (other) =>
          match.cause.explainedBy?.includes(other.cause.id) === true &&
          other.strength !== "hint" &&
          other.finding !== match.finding &&
          together(match, other),
      ),
  );
}

const isNamed = ({ cause, strength }: Pick<Match, "cause" | "strength">): boolean =>
  cause.rank === "root" && strength !== "hint";

/** The strongest, and of equally strong ones the first in time. */
function strongest(matches: readonly Match[]): Match | null {
  return (
    [...matches].sort(
      (a, b) =>
        strengths[b.strength] - strengths[a.strength] ||
        (a.finding.at ?? Number.POSITIVE_INFINITY) - (b.finding.at ?? Number.POSITIVE_INFINITY) ||
        b.at - a.at,
    )[0] ?? null
  );
}

function verdict(match: Match, all: readonly Match[], atLeast: Confidence | null): Verdict {
  const same = all.filter(({ cause, finding }) => cause === match.cause && finding !== match.finding);
  const confidence = hasRival(match, all) ? "low" : confidenceOf(match, atLeast);
  const evidence = [match.finding, ...same.map(({ finding }) => finding)];
  return { cause: match.cause, confidence, evidence: [...new Set(evidence)] };
}

/** Whether the same exception of the same finding is as clear a sign of another cause. */
function hasRival({ cause, finding, strength, at }: Match, all: readonly Match[]): boolean {
  return all.some(
    (other) =>
      other.cause !== cause &&
      other.finding === finding &&
      other.strength === strength &&
      other.cause.rank === cause.rank &&
      !finding.text.slice(Math.min(at, other.at), Math.max(at, other.at)).includes("Caused by: "),
  );
}

/** Surer where it ended the program; less sure where what it was caused by is not of this cause. */
function confidenceOf(match: Match, atLeast: Confidence | null): Confidence {
  const { strength } = match;
  if (strength === "hint") return "low";
  if (goesDeeper(match)) return strength === "certain" ? "medium" : "low";
  return atLeast ?? (strength === "certain" ? "high" : "medium");
}

/** An error class in brackets says all by itself; of anything else, the innermost exception of the chain should be one too. */
function goesDeeper({ cause, finding: { text }, sign, at }: Match): boolean {
  const deepest = text.lastIndexOf("Caused by: ");
  if (deepest <= at || sign.startsWith("[") || sign.startsWith("SQLSTATE")) return false;
  return !cause.signatures.some(({ pattern }) => pattern.test(text.slice(deepest)));
}

const earliest = (findings: readonly Finding[]): number | null =>
  findings.reduce<number | null>((first, { at }) => (at === null ? first : Math.min(first ?? at, at)), null);
