/** Reads the findings in an application's text logs once, in bounded memory. */

import { addLogEntry, emptyLogSummary, type LogSummary } from "../application/log-summary.ts";
import type { Finding } from "../diagnosis/finding.ts";
import { findingOfEntry } from "../diagnosis/findings.ts";
import { linesOf } from "../events/lines.ts";
import { containerSection, entriesOf } from "./entries.ts";
import type { LogFile } from "./locate.ts";
import { openText } from "./open.ts";
import type { Span } from "./zone.ts";

const maxLineBytes = 256 * 1024;
/** Maximum findings of one log: the first ones, because the cause comes before its consequences, and the last ones. */
const maxFirst = 400;
const maxLast = 100;

/**
 * If a job starts, the program caught the errors before it. If a job succeeds, the program recovered from what Spark
 * gave up on before.
 */
const jobStarts = /DAGScheduler\W+(Got job|Job \d+ (is )?finished)|SparkContext\W+Starting job/;
const jobSucceeds = /DAGScheduler\W+Job \d+ (is )?finished/;

/** The id of a job that starts, ends, or fails. */
const jobBegins = /DAGScheduler\W+Got (?:map stage )?job (\d+)/;
const jobEnds = /DAGScheduler\W+Job (\d+) (?:is )?(?:finished|failed)/;

/** Where the program started a job, in the messages about the job's end. */
const failedAt = /DAGScheduler\W+Job \d+ failed: (.+?), took/;
const finishedAt = /DAGScheduler\W+Job \d+ (?:is )?finished: (.+?), took/;

/** The driver's normal end. */
const ends = /SparkContext\W+Successfully stopped SparkContext|inal (?:app )?status: SUCCEEDED/;
/** Signals and exit codes that end a process. After the driver's end they say nothing about its work. */
const isEnded = /RECEIVED SIGNAL (?:TERM|HUP|INT)|[Ee]xit(?:ed)?\b.{0,30}\b143\b/;

export interface LogFindings {
  readonly findings: readonly Finding[];
  /** Null if the log has no times. */
  readonly span: Span | null;
}

export async function readFindings(log: LogFile, local: boolean, signal: AbortSignal): Promise<LogFindings> {
  let earliest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  const first: Finding[] = [];
  let last: Finding[] = [];
  let of = log.of;
  let hasEnded = false;
  let finishedJobs = 0;
  const running = new Set<string>();
  const notRepeated = new Set<string>();
  const gaveUp = new Set<string>();
  for await (const entry of entriesOf(linesOf(openText(log.path, signal), maxLineBytes))) {
    if (entry.at !== null) {
      earliest = Math.min(earliest, entry.at);
      latest = Math.max(latest, entry.at);
    }
    if (entry.level === "INFO" && jobStarts.test(entry.text)) {
      const downgrade = jobSucceeds.test(entry.text) ? asRecovered : asCaught;
      for (const list of [first, last]) list.splice(0, list.length, ...list.map(downgrade));
    }
    const repeated = finishedAt.exec(entry.text)?.[1];
    if (repeated !== undefined) notRepeated.delete(repeated);
    const begun = jobBegins.exec(entry.text)?.[1];
    const done = jobEnds.exec(entry.text)?.[1];
    if (begun !== undefined) running.add(begun);
    if (done !== undefined && running.delete(done)) finishedJobs += 1;
    const container = containerSection.exec(entry.text)?.[1];
    // Aggregated logs hold all containers of an application in one file; the first is the application master's.
    if (container !== undefined && log.of === "driver") of = Number(container) === 1 ? "driver" : "executor";
    const isIdle = finishedJobs > 0 && running.size === 0;
    const found = findingOfEntry(entry, { name: log.name, of }, local);
    if (of === "driver" && ends.test(entry.text)) hasEnded = true;
    if (found === null) continue;
    const failed = failedAt.exec(entry.text)?.[1];
    if (failed !== undefined) notRepeated.add(failed);
    const isAfterwards =
      (hasEnded && (found.weight === "last-word" || isEnded.test(found.text))) || (isIdle && isSignal.test(found.text));
    const finding = isAfterwards && found.weight !== "went-well" ? asRecovered(found) : found;
    if (finding.weight === "given-up" || finding.weight === "end") gaveUp.add(finding.source);
    if (first.length < maxFirst) first.push(finding);
    else last = [...last.slice(-maxLast + 1), finding];
  }
  // Another job's success is no recovery from a job that the program did not repeat.
  const findings = [...first, ...last].map((finding) =>
    notRepeated.size > 0 && finding.isPast === true && gaveUp.has(finding.source) ? asUnrepeated(finding) : finding,
  );
  return { findings, span: earliest > latest ? null : { first: earliest, last: latest } };
}

/** A signal between two jobs, or after the last, interrupts no work that is known. */
const isSignal = /RECEIVED SIGNAL (?:TERM|HUP|INT)/;

const asCaught = (finding: Finding): Finding =>
  finding.weight === "end" || finding.weight === "last-word" ? { ...finding, weight: "seen" } : finding;
const asUnrepeated = ({ isPast: _, ...finding }: Finding): Finding => ({ ...finding, weight: "last-word" });
const asRecovered = (finding: Finding): Finding => ({ ...finding, weight: "seen", isPast: true });

/** Reads what the driver's log says about the application itself. */
export async function readLogSummary(log: LogFile, signal: AbortSignal): Promise<LogSummary> {
  let summary = emptyLogSummary;
  for await (const entry of entriesOf(linesOf(openText(log.path, signal), maxLineBytes)))
    summary = addLogEntry(summary, entry);
  return summary;
}
