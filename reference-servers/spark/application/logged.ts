/** What an application's text logs alone tell of it, where no event log and no History Server knows it. */
import type { LogEntry } from "../logs/entries.ts";
import type { ApplicationFacts } from "./facts.ts";

export interface Logged {
  readonly name: string | null;
  readonly user: string | null;
  readonly sparkVersion: string | null;
  readonly startedAt: number | null;
  /** When its driver stopped in good order; null where its log just ends. */
  readonly endedAt: number | null;
}

export const nothingLogged: Logged = { name: null, user: null, sparkVersion: null, startedAt: null, endedAt: null };

/** What is known after one more entry of the driver's log. */
export function logged(before: Logged, { text, at }: LogEntry): Logged {
  const version = /SparkContext\W+Running Spark version (\S+)/.exec(text)?.[1];
  const name = /SparkContext\W+Submitted application: (.+)/.exec(text)?.[1];
  const user = /Changing view acls to: (\S+)/.exec(text)?.[1];
  const ended =
    /SparkContext\W+(Successfully stopped SparkContext|SparkContext is stopping)|ShutdownHookManager\W+Shutdown hook called/.test(
      text,
    );
  return {
    name: before.name ?? name?.trim() ?? null,
    user: before.user ?? user ?? null,
    sparkVersion: before.sparkVersion ?? version ?? null,
    startedAt: before.startedAt ?? at,
    endedAt: ended ? (at ?? before.endedAt) : before.endedAt,
  };
}

export const factsOfLogs = (id: string, said: Logged): ApplicationFacts => ({
  id,
  attempt: null,
  name: said.name ?? id,
  user: said.user,
  sparkVersion: said.sparkVersion,
  startedAt: said.startedAt,
  endedAt: said.endedAt,
  jobs: [],
  stages: [],
  executors: [],
  failures: [],
  properties: new Map(),
  files: { read: 0, readBytes: 0, written: 0, writtenBytes: 0 },
  gaps: ["no event log and no History Server knows it: only its text logs were read"],
});
