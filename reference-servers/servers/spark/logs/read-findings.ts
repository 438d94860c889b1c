/** Reads the findings in an application's text logs once, in bounded memory. */

import { addLogEntry, emptyLogSummary, type LogSummary } from "../application/log-summary.ts";
import type { Finding } from "../diagnosis/finding.ts";
import { findingOfEntry } from "../diagnosis/findings.ts";
import { linesOf } from "../events/lines.ts";
import { entriesOf } from "./entries.ts";
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
  for await (const entry of entriesOf(linesOf(openText(log.path, signal), maxLineBytes))) {
    if (entry.at !== null) {
      earliest = Math.min(earliest, entry.at);
      latest = Math.max(latest, entry.at);
    }
    if (entry.level === "INFO" && jobStarts.test(entry.text)) {
      const downgrade = jobSucceeds.test(entry.text) ? asRecovered : asCaught;
      for (const list of [first, last]) list.splice(0, list.length, ...list.map(downgrade));
    }
    const finding = findingOfEntry(entry, log, local);
    if (finding === null) continue;
    if (first.length < maxFirst) first.push(finding);
    else last = [...last.slice(-maxLast + 1), finding];
  }
  return { findings: [...first, ...last], span: earliest > latest ? null : { first: earliest, last: latest } };
}

const asCaught = (finding: Finding): Finding =>
  finding.weight === "end" || finding.weight === "last-word" ? { ...finding, weight: "seen" } : finding;
const asRecovered = (finding: Finding): Finding => ({ ...finding, weight: "seen" });

/** Reads what the driver's log says about the application itself. */
export async function readLogSummary(log: LogFile, signal: AbortSignal): Promise<LogSummary> {
  let summary = emptyLogSummary;
  for await (const entry of entriesOf(linesOf(openText(log.path, signal), maxLineBytes)))
    summary = addLogEntry(summary, entry);
  return summary;
}
