/**
 * Selects the cause from all findings. What ended the program counts first, then what Spark gave up on, then errors
 * from which the application recovered. Within each group, a root cause counts before a symptom, a stronger sign before
 * a weaker one, and an earlier finding before a later one. If only a symptom (an exit code, a failed fetch) ended the
 * program, the failure before it is the cause.
 */
import type { Cause } from "./cause.ts";
import { isNamed, type Match, matchesOf, strengths } from "./cause-matches.ts";
import type { Finding } from "./finding.ts";

export type Confidence = "high" | "medium" | "low";

export interface Verdict {
  readonly cause: Cause;
  readonly confidence: Confidence;
  /** What to do about what the deciding finding shows. */
  readonly fix: string;
  /** The deciding finding, then the others of the same cause. */
  readonly evidence: readonly Finding[];
}

/**
 * The reason for a failure may be logged this much later (ms) than the failure, because processes have different
 * clocks.
 */
const slackMs = 30_000;

/** Returns null if no finding points to a cause. */
export function decide(findings: readonly Finding[], causes: readonly Cause[]): Verdict | null {
  const matches = withoutEchoes(
    withoutConsequences(
      findings.flatMap((finding) => matchesOf(finding, causes)),
      findings,
    ),
    findings,
  );
  const ended = strongest(matches.filter(({ finding, ...match }) => finding.weight === "end" && isNamed(match)));
  if (ended !== null) {
    const earlier = swallowedBefore(ended, findings, matches) ?? processLostBefore(ended, findings, matches);
    if (earlier !== null) return earlier;
    const explained = ended.isGeneric ? loggedBefore(ended.finding, findings, matches) : null;
    if (explained !== null) return { ...verdict(explained, matches, null), confidence: "low" };
    const before = firstGivenUp(matches.filter(({ finding }) => finding.weight === "given-up"));
    return before !== null && failedAgain(ended, before, findings)
      ? { ...verdict(before, matches, null), confidence: "medium" }
      : verdict(ended, matches, "high");
  }
  const givenUp = firstGivenUp(matches);
  if (givenUp !== null) return processLostBefore(givenUp, findings, matches) ?? verdict(givenUp, matches, null);
  const fatal = findings.filter(({ weight }) => weight !== "seen");
  const endingSymptom = strongest(
    matches.filter(({ finding, cause }) => finding.weight !== "seen" && cause.rank === "symptom"),
  );
  const decisiveAt = endingSymptom?.finding.at ?? earliest(fatal);
  const before = matches.filter(
    ({ finding }) =>
      finding.weight === "seen" &&
      finding.isPast !== true &&
      (decisiveAt === null || finding.at === null || finding.at <= decisiveAt + slackMs),
  );
  const clearSymptoms = new Set(
    matches
      .filter(({ cause, strength }) => cause.rank === "symptom" && strength !== "hint")
      .map(({ finding }) => finding),
  );
  const hinted = strongest(
    matches.filter(
      ({ finding, cause }) => finding.weight !== "seen" && cause.rank === "root" && !clearSymptoms.has(finding),
    ),
  );
  // If Spark gave up on nothing, the program's own error ended it, and earlier errors do not matter.
  if (hinted !== null && !findings.some(({ weight }) => weight === "given-up")) {
    const swallowed = swallowedBefore(hinted, findings, matches);
    if (swallowed !== null) return swallowed;
    const explanation = loggedBefore(hinted.finding, findings, matches);
    return explanation === null
      ? verdict(hinted, matches, null)
      : { ...verdict(explanation, matches, null), confidence: "low" };
  }
  const leading =
    strongest(before.filter(isNamed)) ??
    (fatal.some(({ text }) => lostExecutor.test(text)) ? strongest(matches.filter(inExecutorLog)) : null);
  if (leading !== null && fatal.length > 0) {
    const found = verdict(leading, matches, null);
    // What ended the program is unknown, and it may be something else than what happened before.
    return endingSymptom === null ? { ...found, confidence: "low" } : found;
  }
  if (fatal.length === 0) return null;
  // A clear symptom beats a hint at a root cause.
  const symptom = strongest([
    ...(endingSymptom === null ? [] : [endingSymptom]),
    ...before.filter(({ cause, finding }) => cause.rank === "symptom" && !isAfter(finding, decisiveAt)),
  ]);
  const last = strongest([hinted, symptom].filter((match) => match !== null));
  return last === null ? null : verdict(last, matches, null);
}

/** A lost executor's own log explains its end, even if its clock is minutes away from the driver's. */
const lostExecutor = /ExecutorLostFailure|Lost executor /;
const inExecutorLog = (match: Match): boolean =>
  isNamed(match) && match.finding.from === "executor" && match.finding.isPast !== true;

/** Executors end with their application: an executor lost after the failure does not explain it. */
const isAfter = ({ at }: Finding, decisiveAt: number | null): boolean =>
  at !== null && decisiveAt !== null && at > decisiveAt + 1_000;

/** A program that failed cleans up within this time (ms), and may fail again while it does. */
const cleanupMs = 15_000;

/**
 * True if the program ended by a second failure, just after Spark gave up on something else. Then the first failure
 * counts.
 */
function failedAgain(ended: Match, givenUp: Match, findings: readonly Finding[]): boolean {
  if (ended.cause === givenUp.cause || givenUp.cause.oftenCaught === true) return false;
  const [first, last] = [givenUp.finding.at, ended.finding.at];
  if (first === null || last === null || first > last + trailMs || last - first > cleanupMs) return false;
  return !findings.some(({ text, weight }) => weight !== "end" && text.includes(ended.sign));
}

/** How many findings before the end of a log may hold the program's own explanation of the error that it raised. */
const findingsBeforeEnd = 4;

/** What the program logged just before it ended by an error that names no cause. */
function loggedBefore(end: Finding, findings: readonly Finding[], matches: readonly Match[]): Match | null {
  const endIndex = findings.indexOf(end);
  const near = findings
    .slice(Math.max(0, endIndex - findingsBeforeEnd), endIndex)
    .filter(
      (finding) =>
        finding.from === "driver" &&
        finding.isPast !== true &&
        logOf(finding) === logOf(end) &&
        !isTaskMessage.test(finding.text),
    );
  return matches.findLast((match) => near.includes(match.finding) && isNamed(match)) ?? null;
}

const isTaskMessage = /Lost task|TaskSetManager|Executor: Exception in task/;

/**
 * Time (ms) before and after: tasks fail first, then Spark gives up on their stage, job and query, and each message
 * holds more or less of the text.
 */
const leadMs = 3_000;
const trailMs = 2_000;

/** The first thing that Spark gave up on for a known reason, with the strongest sign among the failures around it. */
function firstGivenUp(matches: readonly Match[]): Match | null {
  const namedMatches = matches.filter(isNamed);
  const first = namedMatches
    .filter(({ finding }) => finding.weight === "given-up")
    .sort((a, b) => (a.finding.at ?? Number.POSITIVE_INFINITY) - (b.finding.at ?? Number.POSITIVE_INFINITY))[0];
  if (first === undefined) return null;
  const { at } = first.finding;
  if (at === null) return first;
  const around = namedMatches.filter(
    ({ finding }) => finding.at !== null && finding.at >= at - leadMs && finding.at <= at + trailMs,
  );
  return strongest([first, ...around]);
}

/** The end of one process shows in the logs of other processes within this time (ms). */
const consequenceMs = 5_000;

/** Without times, findings of one log are together if so few are between them. */
const consequenceFindings = 4;

function withoutConsequences(matches: readonly Match[], findings: readonly Finding[]): readonly Match[] {
  const together = ({ finding: a }: Match, { finding: b }: Match): boolean =>
    a.at !== null && b.at !== null
      ? Math.abs(a.at - b.at) <= consequenceMs
      : logOf(a) === logOf(b)
        ? Math.abs(findings.indexOf(a) - findings.indexOf(b)) <= consequenceFindings
        : a.at === null || b.at === null;
  return matches.filter(
    (match) =>
      !matches.some(
        (other) =>
          match.cause.explainedBy?.includes(other.cause.id) === true &&
          other.strength !== "hint" &&
          other.finding.isPast !== true &&
          other.finding !== match.finding &&
          together(match, other),
      ),
  );
}

/** A job that is cancelled because the program failed does not say why it failed. */
function withoutEchoes(matches: readonly Match[], findings: readonly Finding[]): readonly Match[] {
  const ends = new Set(
    matches
      .filter(
        ({ cause, finding }) =>
          cause.rank === "root" && cause.echo !== true && (finding.weight !== "seen" || finding.isError === true),
      )
      .map(({ finding }) => finding),
  );
  for (const { cause, finding } of matches) if (cause.echo === true) ends.delete(finding);
  const precedes = (a: Finding, b: Finding): boolean =>
    logOf(a) === logOf(b)
      ? findings.indexOf(a) < findings.indexOf(b)
      : a.at !== null && b.at !== null && a.at <= b.at - secondMs;
  return matches.filter(
    ({ cause, finding }) => cause.echo !== true || ![...ends].some((end) => end !== finding && precedes(end, finding)),
  );
}

/** Text logs have a precision of seconds. */
const secondMs = 1_000;

/** Errors of a program that goes on without something that it could not get. */
const missesSomething =
  /NoneType|NameError|UnboundLocalError|NullPointerException|None\.get|is not defined|IndexError|list index out of range|KeyError|No such element|AssertionError|\bis (null|None|empty)\b/;
/** What a program logs about an exception that it swallows. */
const isSwallowed =
  /\b(ERROR|CRITICAL|SEVERE)\b|([Cc]ould not|[Cc]ouldn't|[Cc]annot|[Ff]ailed|[Uu]nable|[Ee]rror)\b[\s\S]*\b(continu|skip|ignor|fall(ing)? ?back|default|without|anyway|empty)/;

/**
 * The exception that the program swallowed, if its end is what happens when a step before had no result. The confidence
 * is low unless that exception's message names what is missing at the end.
 */
function swallowedBefore(end: Match, findings: readonly Finding[], matches: readonly Match[]): Verdict | null {
  const { cause, finding, at } = end;
  const message = finding.text.slice(at);
  if (cause.oftenFollows !== true && !(cause.messenger === true && missesSomething.test(finding.text))) return null;
  const endIndex = findings.indexOf(finding);
  const same = new Set(matches.filter((match) => match.cause === cause).map((match) => match.finding));
  const earlier = matches.filter(
    (match) =>
      isNamed(match) &&
      !same.has(match.finding) &&
      match.cause.oftenFollows !== true &&
      match.finding.weight === "seen" &&
      match.finding.from === "driver" &&
      logOf(match.finding) === logOf(finding) &&
      findings.indexOf(match.finding) < endIndex &&
      !isTaskMessage.test(match.finding.text) &&
      isSwallowed.test(match.finding.text.split("\n", 1)[0] ?? ""),
  );
  const words = new Set(
    [...message.slice(0, 600).matchAll(/[`'"]([^`'"\n]{3,80})[`'"]/g)]
      .flatMap(([, quoted = ""]) => quoted.split(/\W+/))
      .filter((word) => word.length > 3 && !/^(NoneType|object|attribute|list|None)$/.test(word))
      .map((word) => word.toLowerCase()),
  );
  const names = (match: Match): boolean =>
    [...words].some((word) => (match.finding.text.split("\n", 1)[0] ?? "").toLowerCase().includes(word));
  const linked = earlier.findLast(names);
  const explanation = linked ?? earlier.at(-1);
  if (explanation === undefined) return null;
  return { ...verdict(explanation, matches, null), confidence: linked === undefined ? "low" : "medium" };
}

/**
 * The known end of an executor's process before the program's own code missed something: the code then asks for what
 * that process held.
 */
function processLostBefore(end: Match, findings: readonly Finding[], matches: readonly Match[]): Verdict | null {
  if (end.cause.messenger !== true) return null;
  const same = matches.filter(({ cause }) => cause === end.cause);
  if (!same.some(({ finding }) => missesSomething.test(finding.text))) return null;
  const endIndex = findings.indexOf(end.finding);
  const lost = matches.find(
    (match) =>
      isNamed(match) &&
      match.finding.from === "scheduler" &&
      match.finding.isPast !== true &&
      match.cause.messenger !== true &&
      findings.indexOf(match.finding) < endIndex,
  );
  return lost === undefined ? null : { ...verdict(lost, matches, null), confidence: "low" };
}

const logOf = ({ source }: Finding): string => source.replace(/:[^:]*$/, "");

/** The strongest match; if several are equally strong, the first in time. */
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
  return { cause: match.cause, confidence, fix: match.fix, evidence: [...new Set(evidence)] };
}

/** True if the same exception in the same finding is an equally strong sign of another cause. */
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

/** Higher if it ended the program; lower if a deeper exception in the chain does not belong to this cause. */
function confidenceOf(match: Match, atLeast: Confidence | null): Confidence {
  const { strength, isGeneric } = match;
  if (strength === "hint" || isGeneric) return "low";
  if (goesDeeper(match)) return strength === "certain" ? "medium" : "low";
  return atLeast ?? (strength === "certain" ? "high" : "medium");
}

/**
 * True if the innermost exception of the chain does not belong to this cause. An error class in brackets is enough by
 * itself.
 */
function goesDeeper({ cause, finding: { text }, sign, at }: Match): boolean {
  const deepest = text.lastIndexOf("Caused by: ");
  if (deepest <= at || sign.startsWith("[") || sign.startsWith("SQLSTATE")) return false;
  return !cause.signatures.some(({ pattern }) => pattern.test(text.slice(deepest)));
}

const earliest = (findings: readonly Finding[]): number | null =>
  findings.reduce<number | null>((first, { at }) => (at === null ? first : Math.min(first ?? at, at)), null);
