/** Findings from an application's facts and from its text logs, in one shape. */
import type { ApplicationFacts, Failure } from "../application/facts.ts";
import type { LogEntry } from "../logs/entries.ts";
import type { Finding } from "./finding.ts";

/** In local mode the driver's process runs the tasks. */
export function runsLocally({ id, properties, executors }: ApplicationFacts): boolean {
  const master = properties.get("spark.master");
  if (master !== undefined) return /^local(\[|$)/.test(master);
  return id.startsWith("local-") || (executors.length > 0 && executors.every((executor) => executor.id === "driver"));
}

/** @param wentOn whether the driver's log is at hand, which tells what the program made of a failure */
export const findingsOfFacts = (facts: ApplicationFacts, wentOn: boolean): readonly Finding[] =>
  facts.failures.map((failure) => ({
    text: failure.text,
    source: failure.source,
    at: failure.at,
    from: placeOf(failure, facts),
    weight: failure.fatal && !gotOver(failure, facts, wentOn) ? "given-up" : "seen",
    count: failure.count,
  }));

/** A stage was got over where its job was; a job where the program went on to one that succeeded. */
function gotOver({ level, stage, lastAt }: Failure, { jobs }: ApplicationFacts, wentOn: boolean): boolean {
  const itsJobs = level === "stage" && stage !== null ? jobs.filter(({ stages }) => stages.includes(stage)) : [];
  if (itsJobs.length > 0 && itsJobs.every(({ status }) => status === "succeeded")) return true;
  return (
    wentOn &&
    lastAt !== null &&
    jobs.some(({ status, submittedAt }) => status === "succeeded" && submittedAt !== null && submittedAt > lastAt)
  );
}

function placeOf({ level, text }: Failure, facts: ApplicationFacts): Finding["from"] {
  if (level === "task") return runsLocally(facts) ? "driver" : "executor";
  if (level === "executor") return "scheduler";
  // A stage's reason repeats its last task's.
  return lostTask.test(text) ? "executor" : "driver";
}

export interface TextLog {
  readonly name: string;
  readonly of: "driver" | "executor";
}

const worthALook =
  /Exception|Error|error|Traceback|[Kk]ill|exit(ed)? (code|status)|Lost (task|executor)|[Oo]ut of memory|No space left|fail|heartbeat|\[[A-Z]{3,}[A-Z_.]{4,}\]|SQLSTATE/;
const lostTask = /Lost task [\d.]+ in stage [\d.]+ \(TID \d+\) \(\S+ executor (?!driver\))/;

/** What one entry of a text log says; null where nothing. Whether it ended the program is known once the log is read. */
export function findingOfEntry(entry: LogEntry, log: TextLog, local: boolean): Finding | null {
  if (
    entry.level === "INFO"
      ? !/OOMKilled|Container killed|No space left|RECEIVED SIGNAL|Invoking stop\(\) from shutdown hook|DAGScheduler: \w+ \d+ \(.*\) failed in /.test(
          entry.text,
        )
      : entry.level !== "ERROR" && !worthALook.test(entry.text)
  )
    return null;
  return {
    text: entry.text,
    source: `${log.name}:${entry.line}`,
    at: entry.at,
    from: lostTask.test(entry.text) ? "executor" : local ? "driver" : log.of,
    weight: endsProgram(entry, log) ? "end" : givesUp.test(entry.text) || isKilled(entry, log) ? "given-up" : "seen",
    count: 1,
  };
}

/** What the driver's log says when a stage has failed too often. */
const givesUp =
  /TaskSetManager: Task \d+ in stage [\d.]+ failed \d+ times; aborting job|DAGScheduler: (Job \d+ failed|Aborting|\w+ \d+ \(.*\) failed in .* due to (?!\S*shuffle\.|FetchFailed))/;

const isKilled = (entry: LogEntry, log: TextLog): boolean =>
  log.of === "driver" && /RECEIVED SIGNAL (TERM|INT|HUP)/.test(entry.text);

const endsProgram = (entry: LogEntry, log: TextLog): boolean =>
  log.of === "driver" &&
  (entry.level === "TRACEBACK" || /User class threw exception|^Exception in thread "main"/m.test(entry.text));

/**
 * A shutdown hook runs at the end of every program that does not stop its context. It tells something only where jobs
 * were cut off by it and no error of the program came before: then the driver's process was told to end.
 */
export function withTellingShutdown(findings: readonly Finding[], given: readonly Finding[]): readonly Finding[] {
  const ended = findings.findIndex(({ weight }) => weight === "end");
  const cutOff = [...given, ...findings].some(({ text, weight }) => weight !== "seen" && shutDown.test(text));
  return findings.flatMap((finding, index) => {
    if (!shutdownHook.test(finding.text)) return [finding];
    return cutOff && (ended === -1 || index < ended) ? [{ ...finding, weight: "given-up" }] : [];
  });
}

const shutdownHook = /Invoking stop\(\) from shutdown hook/;
const shutDown = /cancelled because SparkContext was shut down/;

/** Only the last of what might have ended the program did; the others were got over. */
export const withOneEnd = (findings: readonly Finding[]): readonly Finding[] => {
  const last = findings.findLastIndex(({ weight }) => weight === "end");
  return findings.map((finding, index) =>
    finding.weight === "end" && index !== last ? { ...finding, weight: "seen" } : finding,
  );
};
