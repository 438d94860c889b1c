/** What an application's text logs say, read once, in bounded memory. */

import { type Logged, logged, nothingLogged } from "../application/logged.ts";
import type { Finding } from "../diagnosis/finding.ts";
import { findingOfEntry } from "../diagnosis/gather.ts";
import { linesOf } from "../events/lines.ts";
import { entriesOf } from "./entries.ts";
import type { LogFile } from "./locate.ts";
import { openText } from "./open.ts";

const longestLine = 256 * 1024;
/** Findings kept of one log: the first ones, since the cause comes before its echoes, and the last ones. */
const mostFirst = 400;
const mostLast = 100;

/** A job that starts: whatever was raised before it was caught. One that succeeds: what was given up was got over. */
const goesOn = /DAGScheduler: (Got job|Job \d+ (is )?finished)|SparkContext: Starting job/;
const succeeds = /DAGScheduler: Job \d+ (is )?finished/;

export async function readFindings(log: LogFile, local: boolean, signal: AbortSignal): Promise<readonly Finding[]> {
  const first: Finding[] = [];
  let last: Finding[] = [];
  for await (const entry of entriesOf(linesOf(openText(log.path, signal), longestLine))) {
    if (entry.level === "INFO" && goesOn.test(entry.text)) {
      const over = succeeds.test(entry.text) ? gotOver : caught;
      for (const kept of [first, last]) kept.splice(0, kept.length, ...kept.map(over));
    }
    const finding = findingOfEntry(entry, log, local);
    if (finding === null) continue;
    if (first.length < mostFirst) first.push(finding);
    else last = [...last.slice(-mostLast + 1), finding];
  }
  return [...first, ...last];
}

const caught = (finding: Finding): Finding => (finding.weight === "end" ? { ...finding, weight: "seen" } : finding);
const gotOver = (finding: Finding): Finding => ({ ...finding, weight: "seen" });

/** What the driver's log says of the application itself. */
export async function readLogged(log: LogFile, signal: AbortSignal): Promise<Logged> {
  let said = nothingLogged;
  for await (const entry of entriesOf(linesOf(openText(log.path, signal), longestLine))) said = logged(said, entry);
  return said;
}
