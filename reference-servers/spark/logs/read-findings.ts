/** What an application's text logs say, read once, in bounded memory. */

import { type Logged, logged, nothingLogged } from "../application/logged.ts";
import type { Finding } from "../diagnosis/finding.ts";
import { findingOfEntry } from "../diagnosis/gather.ts";
import { linesOf } from "../events/lines.ts";
import { entriesOf } from "./entries.ts";
import type { LogFile } from "./locate.ts";
import { openText } from "./open.ts";
import type { Span } from "./zone.ts";

const longestLine = 256 * 1024;
/** Findings kept of one log: the first ones, since the cause comes before its echoes, and the last ones. */
const mostFirst = 400;
const mostLast = 100;

/** A job that starts: whatever was raised before it was caught. One that succeeds: what was given up was got over. */
const goesOn = /DAGScheduler\W+(Got job|Job \d+ (is )?finished)|SparkContext\W+Starting job/;
const succeeds = /DAGScheduler\W+Job \d+ (is )?finished/;

export interface LogFindings {
  readonly findings: readonly Finding[];
  /** Null where the log tells no times. */
  readonly span: Span | null;
}

export async function readFindings(log: LogFile, local: boolean, signal: AbortSignal): Promise<LogFindings> {
  let earliest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  const first: Finding[] = [];
  let last: Finding[] = [];
  for await (const entry of entriesOf(linesOf(openText(log.path, signal), longestLine))) {
    if (entry.at !== null) {
      earliest = Math.min(earliest, entry.at);
      latest = Math.max(latest, entry.at);
    }
    if (entry.level === "INFO" && goesOn.test(entry.text)) {
      const over = succeeds.test(entry.text) ? gotOver : caught;
      for (const kept of [first, last]) kept.splice(0, kept.length, ...kept.map(over));
    }
    const finding = findingOfEntry(entry, log, local);
    if (finding === null) continue;
    if (first.length < mostFirst) first.push(finding);
    else last = [...last.slice(-mostLast + 1), finding];
  }
  return { findings: [...first, ...last], span: earliest > latest ? null : { first: earliest, last: latest } };
}

const caught = (finding: Finding): Finding =>
  finding.weight === "end" || finding.weight === "last-word" ? { ...finding, weight: "seen" } : finding;
const gotOver = (finding: Finding): Finding => ({ ...finding, weight: "seen" });

/** What the driver's log says of the application itself. */
export async function readLogged(log: LogFile, signal: AbortSignal): Promise<Logged> {
  let said = nothingLogged;
  for await (const entry of entriesOf(linesOf(openText(log.path, signal), longestLine))) said = logged(said, entry);
  return said;
}
