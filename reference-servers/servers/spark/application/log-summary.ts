/**
 * The facts that text logs alone give about an application, for when neither an event log nor the History Server has
 * it.
 */
import type { LogEntry } from "../logs/entries.ts";
import type { ApplicationFacts } from "./facts.ts";

export interface LogSummary {
  readonly name: string | null;
  readonly user: string | null;
  readonly sparkVersion: string | null;
  readonly startedAt: number | null;
  /** Time at which the driver stopped normally; null if its log ends without that. */
  readonly endedAt: number | null;
  /** True if it stopped normally, be the time known or not. */
  readonly hasEnded: boolean;
}

export const emptyLogSummary: LogSummary = {
  name: null,
  user: null,
  sparkVersion: null,
  startedAt: null,
  endedAt: null,
  hasEnded: false,
};

/** Adds what one more entry of the driver's log says. */
export function addLogEntry(before: LogSummary, { text, at }: LogEntry): LogSummary {
  const version = /SparkContext(?::\d+)?\W+Running Spark version (\S+)/.exec(text)?.[1];
  const name = /SparkContext(?::\d+)?\W+Submitted application: (.+)/.exec(text)?.[1];
  const user = /Changing view acls to: (\S+)/.exec(text)?.[1];
  const ended =
    /SparkContext(?::\d+)?\W+(Successfully stopped SparkContext|SparkContext is stopping)|ShutdownHookManager(?::\d+)?\W+Shutdown hook called|^Job \[\S+\] finished successfully|inal (app )?status: SUCCEEDED|\(phase: Succeeded\)/m.test(
      text,
    );
  return {
    name: before.name ?? name?.trim() ?? null,
    user: before.user ?? user ?? null,
    sparkVersion: before.sparkVersion ?? version ?? null,
    startedAt: before.startedAt ?? at,
    endedAt: ended ? (at ?? before.endedAt) : before.endedAt,
    hasEnded: before.hasEnded || ended,
  };
}

export const factsOfLogs = (id: string, summary: LogSummary): ApplicationFacts => ({
  id,
  attempt: null,
  name: summary.name ?? id,
  user: summary.user,
  sparkVersion: summary.sparkVersion,
  startedAt: summary.startedAt,
  endedAt: summary.endedAt,
  ...(summary.hasEnded && summary.endedAt === null ? { endedWithoutTime: true as const } : {}),
  jobs: [],
  stages: [],
  executors: [],
  failures: [],
  properties: new Map(),
  files: { read: 0, readBytes: 0, written: 0, writtenBytes: 0 },
  gaps: ["no event log and no History Server gave this application: only its text logs were read"],
});
