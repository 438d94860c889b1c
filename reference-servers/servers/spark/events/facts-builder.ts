/**
 * Builds an application's facts from its events, one at a time. A log may have millions of events; memory grows only
 * with the number of stages.
 */
import type { ApplicationFacts, ExecutorFacts, FailureLevel, JobFacts } from "../application/facts.ts";
import { failureCollector } from "../application/failures.ts";
import { isShownProperty } from "../application/properties.ts";
import { type StageBuilder, stageBuilder } from "../application/stage-builder.ts";
import { at, entriesAt, type Json, listAt, numberAt, textAt } from "./event-fields.ts";
import { fileMetrics } from "./file-metrics.ts";
import { failureOf } from "./task-end.ts";

export interface FactsBuilder {
  /** Takes in one event; events of unused kinds are ignored. */
  take(event: Json): void;
  build(gaps: readonly string[]): ApplicationFacts;
}

/** Maximum numbers of stage attempts, jobs and executors. Those beyond are left out, and counted as a gap. */
const maxStages = 20_000;
const maxJobs = 100_000;
const maxExecutors = 20_000;
const maxStagesOfJob = 1_000;
/** Maximum characters of a name: the person who runs a job chooses it freely. */
const maxNameChars = 200;
const maxReasonChars = 2_000;

const sqlEvent = "org.apache.spark.sql.execution.ui.";

type Identity = Pick<ApplicationFacts, "id" | "attempt" | "name" | "user" | "sparkVersion" | "startedAt" | "endedAt">;
const unknownApplication = { attempt: null, user: null, sparkVersion: null, startedAt: null, endedAt: null };

export function factsBuilder(fallbackId: string): FactsBuilder {
  let application: Identity = { ...unknownApplication, id: fallbackId, name: fallbackId };
  const jobs = new Map<number, JobFacts>();
  const stages = new Map<string, StageBuilder>();
  const executors = new Map<string, ExecutorFacts>();
  /** Executors that tasks name, with their hosts: the log may begin after they were added. */
  const taskExecutors = new Map<string, string | null>();
  const properties = new Map<string, string>();
  const failures = failureCollector();
  const files = fileMetrics();
  let leftOut = 0;

  const isFull = <Key>(entries: ReadonlyMap<Key, unknown>, key: Key, max: number): boolean => {
    const full = entries.size >= max && !entries.has(key);
    if (full) leftOut += 1;
    return full;
  };

  const stageOf = (info: Json): StageBuilder | null => {
    const id = numberAt(info, "Stage ID");
    const attempt = numberAt(info, "Stage Attempt ID") ?? 0;
    if (id === null) return null;
    const key = `${id}.${attempt}`;
    const existing = stages.get(key);
    if (existing !== undefined) return existing;
    if (isFull(stages, key, maxStages)) return null;
    const created = stageBuilder(id, attempt, nameAt(info, "Stage Name") ?? "", numberAt(info, "Number of Tasks") ?? 0);
    stages.set(key, created);
    return created;
  };

  const addFailure = (
    level: FailureLevel,
    text: string | null,
    where: { readonly at: number | null; readonly source: string; readonly stage?: number; readonly executor?: string },
  ): void => {
    if (text === null) return;
    failures.add({
      level,
      text,
      at: where.at,
      source: `event log, ${where.source}`,
      stage: where.stage ?? null,
      executor: where.executor ?? null,
      fatal: level === "job" || level === "stage" || level === "sql",
    });
  };

  const onlyInTasks = (): readonly ExecutorFacts[] =>
    [...taskExecutors]
      .filter(([id]) => !executors.has(id))
      .map(([id, host]) => ({ id, host, cores: 0, addedAt: null, removedAt: null, removedReason: null }));

  const handlers: Readonly<Record<string, (event: Json) => void>> = {
    SparkListenerLogStart(event) {
      application = { ...application, sparkVersion: nameAt(event, "Spark Version") };
    },
    SparkListenerApplicationStart(event) {
      const id = nameAt(event, "App ID") ?? application.id;
      application = {
        ...application,
        id,
        name: nameAt(event, "App Name") ?? id,
        attempt: nameAt(event, "App Attempt ID"),
        user: nameAt(event, "User"),
        startedAt: numberAt(event, "Timestamp"),
      };
    },
    SparkListenerApplicationEnd(event) {
      application = { ...application, endedAt: numberAt(event, "Timestamp") };
    },
    SparkListenerEnvironmentUpdate(event) {
      for (const [name, value] of entriesAt(event, "Spark Properties")) {
        if (typeof value === "string" && isShownProperty.test(name)) properties.set(name, value.slice(0, 300));
      }
    },
    SparkListenerJobStart(event) {
      const id = numberAt(event, "Job ID");
      if (id === null || isFull(jobs, id, maxJobs)) return;
      const ids = listAt(event, "Stage IDs")
        .filter((stage) => typeof stage === "number")
        .slice(0, maxStagesOfJob);
      jobs.set(id, {
        id,
        status: "unfinished",
        submittedAt: numberAt(event, "Submission Time"),
        completedAt: null,
        stages: ids,
      });
    },
    SparkListenerJobEnd(event) {
      const id = numberAt(event, "Job ID");
      if (id === null || isFull(jobs, id, maxJobs)) return;
      // The log may begin after the job.
      const job = jobs.get(id) ?? { id, submittedAt: null, stages: [] };
      const completedAt = numberAt(event, "Completion Time");
      const succeeded = textAt(event, "Job Result", "Result") === "JobSucceeded";
      jobs.set(id, { ...job, status: succeeded ? "succeeded" : "failed", completedAt });
      if (!succeeded) {
        const text = textAt(event, "Job Result", "Exception", "Message");
        addFailure("job", text, { at: completedAt, source: `job ${id}` });
      }
    },
    SparkListenerStageSubmitted(event) {
      stageOf(at(event, "Stage Info"))?.submitted(numberAt(event, "Stage Info", "Submission Time"));
    },
    SparkListenerStageCompleted(event) {
      const info = at(event, "Stage Info");
      const reason = textAt(info, "Failure Reason");
      const completedAt = numberAt(info, "Completion Time");
      const stage = numberAt(info, "Stage ID") ?? -1;
      // Before Spark 1.3 the submission event of a stage had no time.
      const submittedAt = numberAt(info, "Submission Time");
      if (submittedAt !== null) stageOf(info)?.submitted(submittedAt);
      stageOf(info)?.ended({ failed: reason !== null, completedAt });
      addFailure("stage", reason, { at: completedAt, source: `stage ${stage}`, stage });
    },
    SparkListenerTaskEnd(event) {
      const stage = numberAt(event, "Stage ID") ?? -1;
      const info = at(event, "Task Info");
      const finished = numberAt(info, "Finish Time");
      const executor = nameAt(info, "Executor ID");
      if (executor !== null && !isFull(taskExecutors, executor, maxExecutors))
        taskExecutors.set(executor, nameAt(info, "Host"));
      const failure = failureOf(at(event, "Task End Reason"));
      const killed = textAt(event, "Task End Reason", "Reason") === "TaskKilled";
      const metrics = at(event, "Task Metrics");
      const count = (...path: readonly string[]): number => numberAt(metrics, ...path) ?? 0;
      stageOf({ "Stage ID": stage, "Stage Attempt ID": numberAt(event, "Stage Attempt ID") ?? 0 })?.task({
        outcome: failure !== null ? "failed" : killed ? "killed" : "succeeded",
        duration: (finished ?? 0) - (numberAt(info, "Launch Time") ?? finished ?? 0),
        inputBytes: count("Input Metrics", "Bytes Read"),
        shuffleReadBytes:
          count("Shuffle Read Metrics", "Remote Bytes Read") + count("Shuffle Read Metrics", "Local Bytes Read"),
        shuffleWriteBytes: count("Shuffle Write Metrics", "Shuffle Bytes Written"),
        outputBytes: count("Output Metrics", "Bytes Written"),
        memorySpilled: count("Memory Bytes Spilled"),
        diskSpilled: count("Disk Bytes Spilled"),
        runTime: count("Executor Run Time"),
        gcTime: count("JVM GC Time"),
      });
      const task = numberAt(info, "Task ID");
      const source = [
        `stage ${stage}`,
        ...(task === null ? [] : [`, task ${task}`]),
        ...(executor === null ? [] : [` on executor ${executor}`]),
      ].join("");
      addFailure("task", failure, { at: finished, source, stage, ...(executor === null ? {} : { executor }) });
    },
    SparkListenerExecutorAdded(event) {
      const id = nameAt(event, "Executor ID");
      if (id === null || isFull(executors, id, maxExecutors)) return;
      executors.set(id, {
        id,
        host: nameAt(event, "Executor Info", "Host"),
        cores: numberAt(event, "Executor Info", "Total Cores") ?? 0,
        addedAt: numberAt(event, "Timestamp"),
        removedAt: null,
        removedReason: null,
      });
    },
    SparkListenerExecutorRemoved(event) {
      const id = nameAt(event, "Executor ID");
      if (id === null || isFull(executors, id, maxExecutors)) return;
      const removedAt = numberAt(event, "Timestamp");
      const removedReason = textAt(event, "Removed Reason")?.slice(0, maxReasonChars) ?? null;
      const existing = executors.get(id) ?? { id, host: null, cores: 0, addedAt: null };
      executors.set(id, { ...existing, removedAt, removedReason });
      if (removedReason !== null && !isPlannedRemoval.test(removedReason)) {
        addFailure("executor", removedReason, { at: removedAt, source: `executor ${id} removed`, executor: id });
      }
    },
    [`${sqlEvent}SparkListenerSQLExecutionStart`](event) {
      files.plan(at(event, "sparkPlanInfo"));
    },
    [`${sqlEvent}SparkListenerSQLAdaptiveExecutionUpdate`](event) {
      files.plan(at(event, "sparkPlanInfo"));
    },
    [`${sqlEvent}SparkListenerDriverAccumUpdates`](event) {
      files.update(listAt(event, "accumUpdates"));
    },
    [`${sqlEvent}SparkListenerSQLExecutionEnd`](event) {
      const text = textAt(event, "errorMessage");
      if (text === null || text === "") return;
      const id = numberAt(event, "executionId");
      addFailure("sql", text, {
        at: numberAt(event, "time"),
        source: id === null ? "a SQL query" : `SQL query ${id}`,
      });
    },
    "org.apache.spark.sql.streaming.StreamingQueryListener$QueryTerminatedEvent"(event) {
      // The event has no time. A query that fails also fails the last job of its application.
      addFailure("sql", textAt(event, "exception"), {
        at: null,
        source: `streaming query ${textAt(event, "id") ?? ""}`.trim(),
      });
    },
  };

  return {
    take(event) {
      const name = textAt(event, "Event");
      if (name !== null && Object.hasOwn(handlers, name)) handlers[name]?.(event);
    },
    build: (gaps) => ({
      ...application,
      jobs: [...jobs.values()],
      stages: [...stages.values()].map((stage) => stage.build()),
      executors: [...executors.values(), ...onlyInTasks()],
      failures: failures.build(),
      properties,
      files: files.build(),
      gaps:
        leftOut === 0
          ? gaps
          : [...gaps, `${leftOut} events are left out: it has more jobs, stages or executors than this server stores`],
    }),
  };
}

const nameAt = (value: Json, ...path: readonly string[]): string | null =>
  textAt(value, ...path)?.slice(0, maxNameChars) ?? null;

/** Reasons for which Spark removes an executor without a failure. */
const isPlannedRemoval = /idle|decommission(ed|ing)? *$|killed by driver|shutdown|Executor heartbeat.*never/i;
