/** Turns an application's facts and its text logs into findings. */
import type { ApplicationFacts, Failure } from "../application/facts.ts";
import type { LogEntry } from "../logs/entries.ts";
import type { Finding } from "./finding.ts";
import { isNoise } from "./noise.ts";

/** True in local mode, where the driver's process runs the tasks. */
export function runsLocally({ id, properties, executors }: ApplicationFacts): boolean {
  const master = properties.get("spark.master");
  if (master !== undefined) return /^local(\[|$)/.test(master);
  return id.startsWith("local-") || (executors.length > 0 && executors.every((executor) => executor.id === "driver"));
}

/**
 * @param wentOn whether later success means recovery; true if the driver's log is available, because it shows what the
 * program did after a failure
 */
export const findingsOfFacts = (facts: ApplicationFacts, wentOn: boolean): readonly Finding[] =>
  facts.failures.map((failure) => ({
    text: failure.text,
    source: failure.source,
    at: failure.at,
    from: placeOf(failure, facts),
    weight: failure.fatal && !recovered(failure, facts, wentOn) ? "given-up" : "seen",
    count: failure.count,
  }));

/**
 * The application recovered from a failed stage if the stage's job succeeded, and from a failed job if a later job
 * succeeded.
 */
function recovered({ level, stage, lastAt }: Failure, { jobs }: ApplicationFacts, wentOn: boolean): boolean {
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
  // The reason of a stage repeats that of its last task.
  return lostTask.test(text) ? "executor" : "driver";
}

export interface TextLog {
  readonly name: string;
  readonly of: "driver" | "executor";
}

const mayBeFailure =
  /Exception|Error|error|Traceback|FAIL|[Qq]uota|[Tt]hrottl|[Ee]vict|[Tt]oo many|local-dirs|[Uu]nhealthy|EXCEEDED|[Kk]ill|exit(ed)? (code|status)|Lost (task|executor)|[Oo]ut of memory|No space left|fail|heartbeat|[Nn]ot accepted|unresponsive|[Ee]xceed|[Dd]enied|[Rr]efused|SIG(TERM|KILL)|[Oo]om\b|OOM|\[[A-Z]{3,}[A-Z_.]{4,}\]|SQLSTATE/;
/** Spark 3 and 4: "(TID 7) (host executor 3)"; Spark 2: "(TID 7, host, executor 3)". */
const lostTask =
  /Lost task [\d.]+ in stage [\d.]+ \(TID \d+(\) \(\S+|, [^()\s]+,) executor (?!driver\))|Most recent failure reason: |^(?!.*executor driver\)).*TaskSetManager(?::\d+)?\W+Task \d+ in stage [\d.]+ failed \d+ times/;

/** What the driver says about an executor's process is not about its own. */
const lostExecutor =
  /Lost executor \S+ on |ExecutorLostFailure|Container (from a bad node|marked as failed)|Disabling executor /;

/**
 * The finding in one entry of a text log; null if there is none. Only the whole log shows whether it ended the program.
 */
export function findingOfEntry(entry: LogEntry, log: TextLog, local: boolean): Finding | null {
  if (cleansUp.test(entry.text) || isNoise(entry.text)) return null;
  const weight = weightOf(entry, log);
  const isRelevant = entry.level === "ERROR" || (entry.level === "INFO" ? relevantInfo : mayBeFailure).test(entry.text);
  if (weight === "seen" && !isRelevant) return null;
  return {
    text: entry.text,
    source: `${log.name}:${entry.line}`,
    at: entry.at,
    from: local
      ? "driver"
      : lostTask.test(entry.text)
        ? "executor"
        : lostExecutor.test(entry.text)
          ? "scheduler"
          : log.of,
    weight,
    count: 1,
  };
}

/**
 * Errors in a shutdown hook happen after the end, when folders are deleted and clients are closed. They do not count.
 */
const cleansUp =
  /in thread shutdown-hook|ShutdownHookManager(?::\d+)?\W+Exception while deleting|SparkShutdownHook\.run/;

const relevantInfo =
  /A fatal error has been detected by|OOMKilled|ErrImagePull|ImagePullBackOff|exit ?code: [1-9]|state: (FAILED|KILLED)|not yet activated|resource limit exceeded|killed by user|waiting for resources to be assigned|exceeded quota|[Uu]nschedulable|nodes are available|Container killed|preempted|decommission|No space left|Invoking stop\(\) from shutdown hook|DAGScheduler(?::\d+)?\W+\w+ \d+ \(.*\) failed in /;

function weightOf(entry: LogEntry, log: TextLog): Finding["weight"] {
  if (log.of !== "driver") return "seen";
  if (wentWell.test(entry.text)) return "went-well";
  if (entry.level === "TRACEBACK" || /User class threw exception|^Exception in thread "main"/m.test(entry.text))
    return "end";
  if (programRaised.test(entry.text)) return "end";
  if (driverGivesUp.test(entry.text) || failed.test(entry.text) || /RECEIVED SIGNAL (TERM|INT|HUP)/.test(entry.text))
    return "given-up";
  if (entry.level !== "ERROR") return "seen";
  if (/Job aborted due to stage failure/.test(entry.text)) return "given-up";
  return triedAgain.test(entry.text.split("\n", 1)[0] ?? "") ? "seen" : "last-word";
}

/** What the driver's log says when a stage failed too often. */
const driverGivesUp =
  /TaskSetManager(?::\d+)?\W+Task \d+ in stage [\d.]+ failed \d+ times; aborting job|DAGScheduler(?::\d+)?\W+(Job \d+ failed|Aborting|\w+ \d+ \(.*\) failed in .* due to (?!\S*shuffle\.|FetchFailed))/;

/** What Glue and Databricks log when the user's program raises an exception. */
const programRaised =
  /ProcessLauncher\b.{0,80}(Error from Python|Unknown error from Python|Exception in User Class)|Uncaught throwable from user code|User Code Stack Trace|\[Glue Exception Analysis\] \{"Event":"GlueETLJobExceptionEvent"/;

/** What Spark, YARN, Kubernetes and a standalone cluster say about a driver that failed. */
const failed =
  /SparkContext(?::\d+)?\W+Error initializing SparkContext|terminated with error|, stopping SparkContext|User application exited with status [1-9]|Final app status: (?:FAILED|KILLED)|ApplicationMaster(?::\d+)?\W+Uncaught exception|finished with failed status|failed \d+ times due to |\(phase: Failed\)|State of driver \S+ is (?:FAILED|ERROR|KILLED)|exited with exit ?code:? [1-9]/;

/** The same about a driver that succeeded. */
const wentWell =
  /Final app status: SUCCEEDED|final status: SUCCEEDED|\(phase: Succeeded\)|State of driver \S+ is FINISHED|^Job \[\S+\] finished successfully|^\s*state: (DONE|FINISHED)\s*$|\b([Ff]inished|[Cc]ompleted|[Ee]nded) with (state|status|result)\W{0,3}(SUCCESS|SUCCEEDED|FINISHED|COMPLETED)\b|Marking task as SUCCESS|[Cc]ommand exited with return code 0\b|\b([Jj]ob|[Aa]pplication|[Rr]un)( \S{1,80})? (completed|finished|ended) successfully\b|(Job(Run)?State|jobStatus|termination_?code|result_state)\W{1,4}(SUCCESS|SUCCEEDED)\b/m;

/** Loggers whose errors Spark handles by itself, or which clean up after the end. */
const triedAgain =
  /TaskSetManager|Executor(?::\d+)?\W+Exception in task|Scheduler(?:Impl)?(?::\d+)?\W+Lost executor|TransportRe|TransportClient|Transport\w*Handler|BlockFetcher|BlockTransferor|BlockManager|LiveListenerBus|AsyncEventQueue|ShutdownHookManager|ContextCleaner|Inbox|Dispatcher|HeartbeatReceiver|ExecutorPodsWatch|MetricsSystem|StatusLogger|SparkUncaughtExceptionHandler/;

/**
 * A shutdown hook runs at the end of every program that does not stop its context. It is a sign of failure only if it
 * interrupted jobs and the program logged no error before. Then a signal ended the driver's process.
 */
export function withRelevantShutdown(
  findings: readonly Finding[],
  factFindings: readonly Finding[],
): readonly Finding[] {
  const ended = findings.findIndex(({ weight }) => weight === "end");
  const interrupted = [...factFindings, ...findings].some(
    ({ text, weight }) => weight !== "seen" && shutDown.test(text),
  );
  return findings.flatMap((finding, index) => {
    if (!shutdownHook.test(finding.text)) return [finding];
    return interrupted && (ended === -1 || index < ended) ? [{ ...finding, weight: "given-up" }] : [];
  });
}

const shutdownHook = /Invoking stop\(\) from shutdown hook/;
const shutDown = /cancelled because SparkContext was shut down/;

/** What the cluster manager repeats, in short, of the exception that ended the program. */
const summary =
  /Final app status: |Unregistering ApplicationMaster|Application \S+ finished with failed status|SparkContext was shut down/;

/** If several errors could have ended the program, only the last one did; the program recovered from the others. */
export const withOneEnd = (findings: readonly Finding[]): readonly Finding[] => {
  const detailed = findings.findLastIndex(({ weight, text }) => weight === "end" && !summary.test(text));
  const last = detailed === -1 ? findings.findLastIndex(({ weight }) => weight === "end") : detailed;
  return findings.map((finding, index) =>
    finding.weight === "end" && index !== last ? { ...finding, weight: "seen" } : finding,
  );
};

/** Text logs have a precision of seconds, event logs of milliseconds. */
const secondMs = 1_000;

/**
 * An error of the driver with nothing after it explains the failure if nothing else does, no source reports success,
 * and no later job succeeded.
 */
export function withLastWords(findings: readonly Finding[], { jobs }: ApplicationFacts): readonly Finding[] {
  const isDecided = findings.some(({ weight }) => weight !== "seen" && weight !== "last-word");
  const wentOn = (after: number | null): boolean =>
    after !== null &&
    jobs.some(({ status, submittedAt }) => status === "succeeded" && (submittedAt ?? 0) > after + secondMs);
  return findings
    .filter(({ weight }) => weight !== "went-well")
    .map((finding) =>
      finding.weight === "last-word"
        ? isDecided || wentOn(finding.at)
          ? { ...finding, weight: "seen", isError: true }
          : { ...finding, weight: "given-up" }
        : finding,
    );
}
