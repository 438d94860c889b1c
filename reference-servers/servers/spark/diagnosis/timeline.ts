/** The main events of an application in order of time, in a few lines. */
import type { ApplicationFacts } from "../application/facts.ts";
import type { Finding } from "./finding.ts";

const maxMoments = 8;

/**
 * Text logs have a precision of seconds, event logs of milliseconds: the end of the program is placed last in its
 * second.
 */
const withinSecondMs = 999;

interface Moment {
  readonly at: number;
  readonly text: string;
  readonly weight: number;
}

/** Times are in UTC. If there are too many events, the start, the end and what Spark gave up on are kept. */
export function timeline(facts: ApplicationFacts, findings: readonly Finding[]): readonly string[] {
  const moments: Moment[] = [
    moment(facts.startedAt, `started: ${facts.name}`, 9),
    ...facts.executors.map(({ id, removedAt, removedReason }) =>
      removedReason === null ? null : moment(removedAt, `executor ${id} lost: ${removedReason}`, 4),
    ),
    ...facts.stages.map(({ id, attempt, status, completedAt, failed }) =>
      status !== "failed" ? null : moment(completedAt, `stage ${id}.${attempt} failed (${failed} failed tasks)`, 6),
    ),
    ...facts.jobs.map(({ id, status, completedAt }) =>
      status === "failed" ? moment(completedAt, `job ${id} failed`, 7) : null,
    ),
    ...findings
      .filter(({ weight }) => weight === "end")
      .map(({ at, source }) =>
        moment(at === null ? null : at + withinSecondMs, `the driver's program ended by an exception (${source})`, 8),
      ),
    ...facts.failures
      .filter(({ level }) => level === "task")
      .slice(0, 3)
      .map(({ at, stage, count, text }) =>
        moment(
          at,
          `${count === 1 ? "a task" : `the first of ${count} tasks`} of stage ${stage} failed: ${firstLine(text)}`,
          5,
        ),
      ),
    moment(facts.endedAt, "ended", 9),
  ].filter((entry) => entry !== null);
  return moments
    .sort((a, b) => b.weight - a.weight || a.at - b.at)
    .slice(0, maxMoments)
    .sort((a, b) => a.at - b.at || b.weight - a.weight)
    .map(({ at, text }) => `${clock(at)} ${text}`);
}

const moment = (at: number | null, text: string, weight: number): Moment | null =>
  at === null ? null : { at, text: text.length > 140 ? `${text.slice(0, 139)}…` : text, weight };

const firstLine = (text: string): string => (text.split("\n", 1)[0] ?? "").trim();

const clock = (at: number): string => new Date(at).toISOString().slice(11, 19);
