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
  /Exception|Error|error|Traceback|[Kk]ill|exit(ed)? (code|status)|Lost (task|executor)|[Oo]ut of memory|No space left|fail|heartbeat|[Nn]ot accepted|unresponsive|[Ee]xceed|[Dd]enied|[Rr]efused|\[[A-Z]{3,}[A-Z_.]{4,}\]|SQLSTATE/;
const lostTask = /Lost task [\d.]+ in stage [\d.]+ \(TID \d+\) \(\S+ executor (?!driver\))/;

/** What one entry of a text log says; null where nothing. Whether it ended the program is known once the log is read. */
export function findingOfEntry(entry: LogEntry, log: TextLog, local: boolean): Finding | null {
  if (cleansUp.test(entry.text)) return null;
  const weight = weightOf(entry, log);
  const isTold = entry.level === "ERROR" || (entry.level === "INFO" ? toldAsInfo : worthALook).test(entry.text);
  if (weight === "seen" && !isTold) return null;
  return {
    text: entry.text,
    source: `${log.name}:${entry.line}`,
    at: entry.at,
    from: lostTask.test(entry.text) ? "executor" : local ? "driver" : log.of,
    weight,
    count: 1,
  };
}

/** What goes wrong in a shutdown hook goes wrong after the end: folders are gone, clients closed. */
const cleansUp = /in thread shutdown-hook|ShutdownHookManager\W+Exception while deleting|SparkShutdownHook\.run/;

const toldAsInfo =
  /OOMKilled|exit ?code: [1-9]|Container killed|preempted|decommission|No space left|Invoking stop\(\) from shutdown hook|DAGScheduler\W+\w+ \d+ \(.*\) failed in /;

function weightOf(entry: LogEntry, log: TextLog): Finding["weight"] {
  if (log.of !== "driver") return "seen";
  if (wentWell.test(entry.text)) return "went-well";
  if (entry.level === "TRACEBACK" || /User class threw exception|^Exception in thread "main"/m.test(entry.text))
    return "end";
  if (givesUp.test(entry.text) || failed.test(entry.text) || /RECEIVED SIGNAL (TERM|INT|HUP)/.test(entry.text))
    return "given-up";
  if (entry.level !== "ERROR") return "seen";
  if (/Job aborted due to stage failure/.test(entry.text)) return "given-up";
  return triedAgain.test(entry.text.split("\n", 1)[0] ?? "") ? "seen" : "last-word";
}

/** What the driver's log says when a stage has failed too often. */
const givesUp =
  /TaskSetManager\W+Task \d+ in stage [\d.]+ failed \d+ times; aborting job|DAGScheduler\W+(Job \d+ failed|Aborting|\w+ \d+ \(.*\) failed in .* due to (?!\S*shuffle\.|FetchFailed))/;

/** What Spark, YARN, Kubernetes and a standalone cluster say of a driver that failed. */
const failed =
  /SparkContext\W+Error initializing SparkContext|terminated with error|, stopping SparkContext|User application exited with status [1-9]|Final app status: (?:FAILED|KILLED)|ApplicationMaster\W+Uncaught exception|finished with failed status|failed \d+ times due to |\(phase: Failed\)|State of driver \S+ is (?:FAILED|ERROR|KILLED)|exited with exit ?code:? [1-9]/;

/** The same, of one that succeeded. */
const wentWell =
  /Final app status: SUCCEEDED|final status: SUCCEEDED|\(phase: Succeeded\)|State of driver \S+ is FINISHED/;

/** Loggers whose errors Spark gets over by itself, or which clean up after the end. */
const triedAgain =
  /TaskSetManager|Executor\W+Exception in task|Scheduler(?:Impl)?\W+Lost executor|TransportRe|TransportClient|Transport\w*Handler|BlockFetcher|BlockTransferor|BlockManager|LiveListenerBus|AsyncEventQueue|ShutdownHookManager|ContextCleaner|Inbox|Dispatcher|HeartbeatReceiver|ExecutorPodsWatch|MetricsSystem|StatusLogger|SparkUncaughtExceptionHandler/;

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

/** Text logs tell seconds, and event logs milliseconds. */
const secondMs = 1_000;

/**
 * An error of the driver that nothing followed says why it failed, where nothing else does: nobody says that it went
 * well, and no job that began later succeeded.
 */
export function withLastWords(findings: readonly Finding[], { jobs }: ApplicationFacts): readonly Finding[] {
  const told = findings.some(({ weight }) => weight !== "seen" && weight !== "last-word");
  const wentOn = (after: number | null): boolean =>
    after !== null &&
    jobs.some(({ status, submittedAt }) => status === "succeeded" && (submittedAt ?? 0) > after + secondMs);
  return findings
    .filter(({ weight }) => weight !== "went-well")
    .map((finding) =>
      finding.weight === "last-word"
        ? { ...finding, weight: told || wentOn(finding.at) ? "seen" : "given-up" }
        : finding,
    );
}
