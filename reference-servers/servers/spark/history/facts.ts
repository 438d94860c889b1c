/**
 * Reads an application's facts from the History Server. It gives no text for a failed job, but it does for stages and
 * queries.
 */
import { z } from "zod";
import type { ApplicationFacts, Distribution, FileFacts, StageFacts } from "../application/facts.ts";
import { failureCollector } from "../application/failures.ts";
import { isShownProperty } from "../application/properties.ts";
import type { HistoryServer } from "./client.ts";
import { Application, Environment, Executor, Job, Sql, Stage, Task } from "./wire.ts";

/** Maximum number of stages whose failed tasks are requested. */
const maxFailedStages = 20;
const maxTasksPerStage = 200;

/** Returns null if the server does not have the application. Throws SparkError. */
export async function factsFromHistory(
  server: HistoryServer,
  app: string,
  signal: AbortSignal,
): Promise<ApplicationFacts | null> {
  const application = await server.get(["applications", app], {}, Application, signal);
  if (application === null) return null;
  const attempt = application.attempts[0];
  if (attempt === undefined) return null;
  const base = attempt.attemptId === undefined ? ["applications", app] : ["applications", app, attempt.attemptId];
  const list = async <Schema extends z.ZodType>(
    path: readonly (string | number)[],
    query: Record<string, string>,
    one: Schema,
  ) => (await server.get([...base, ...path], query, z.array(one), signal)) ?? [];

  const [jobs, stages, executors, queries, environment] = await Promise.all([
    list(["jobs"], {}, Job),
    list(["stages"], { details: "false", withSummaries: "true", quantiles: "0.5,0.95,1.0" }, Stage),
    list(["allexecutors"], {}, Executor),
    list(["sql"], { details: "true", planDescription: "false", length: "1000" }, Sql),
    server.get([...base, "environment"], {}, Environment, signal),
  ]);

  const failures = failureCollector();
  for (const stage of stages.filter(({ numFailedTasks }) => numFailedTasks > 0).slice(0, maxFailedStages)) {
    const tasks = await list(
      ["stages", stage.stageId, stage.attemptId, "taskList"],
      { status: "failed", length: String(maxTasksPerStage) },
      Task,
    );
    for (const { taskId, executorId, launchTime, duration, errorMessage } of tasks) {
      failures.add({
        level: "task",
        text: errorMessage ?? "",
        at: launchTime === null ? null : launchTime + (duration ?? 0),
        source: `History Server, stage ${stage.stageId}, task ${taskId} on executor ${executorId}`,
        stage: stage.stageId,
        executor: executorId,
        fatal: false,
      });
    }
  }
  for (const { stageId, failureReason, completionTime } of stages) {
    const source = `History Server, stage ${stageId}`;
    const text = failureReason ?? "";
    failures.add({ level: "stage", text, at: completionTime, source, stage: stageId, executor: null, fatal: true });
  }
  for (const { id, removeReason, removeTime } of executors) {
    const source = `History Server, executor ${id} removed`;
    const text = removeReason ?? "";
    failures.add({ level: "executor", text, at: removeTime, source, stage: null, executor: id, fatal: false });
  }
  for (const { id, errorMessage, submissionTime, duration } of queries) {
    const at = submissionTime === null ? null : submissionTime + (duration ?? 0);
    const source = `History Server, SQL query ${id}`;
    failures.add({ level: "sql", text: errorMessage ?? "", at, source, stage: null, executor: null, fatal: true });
  }

  return {
    id: application.id,
    attempt: attempt.attemptId ?? null,
    name: application.name,
    user: attempt.sparkUser ?? null,
    sparkVersion: attempt.appSparkVersion ?? null,
    startedAt: attempt.startTime,
    endedAt: attempt.completed ? attempt.endTime : null,
    // The server lists the latest first.
    jobs: [...jobs].reverse().map((job) => ({
      id: job.jobId,
      status: job.status === "SUCCEEDED" ? "succeeded" : job.status === "FAILED" ? "failed" : "unfinished",
      submittedAt: job.submissionTime,
      completedAt: job.completionTime,
      stages: job.stageIds,
    })),
    stages: [...stages].reverse().map(stageFacts),
    executors: executors.map(({ id, hostPort, totalCores, addTime, removeTime, removeReason }) => ({
      id,
      host: hostPort.replace(/:\d+$/, "") || null,
      cores: totalCores,
      addedAt: addTime,
      removedAt: removeTime,
      removedReason: removeReason ?? null,
    })),
    failures: failures.build(),
    properties: new Map(environment?.sparkProperties.filter(([name]) => isShownProperty.test(name)) ?? []),
    files: filesOf(queries),
    gaps: attempt.completed ? [] : ["the application had not finished when it was read"],
  };
}

function stageFacts(stage: Stage): StageFacts {
  const quantiles = stage.taskMetricsDistributions ?? null;
  const spread = (values: readonly number[] | undefined, total: number): Distribution => ({
    median: values?.[0] ?? 0,
    p95: values?.[1] ?? 0,
    max: values?.[2] ?? 0,
    total,
  });
  return {
    id: stage.stageId,
    attempt: stage.attemptId,
    name: stage.name,
    status: statuses[stage.status] ?? "unfinished",
    submittedAt: stage.submissionTime,
    completedAt: stage.completionTime,
    tasks: stage.numTasks,
    succeeded: stage.numCompleteTasks,
    failed: stage.numFailedTasks,
    killed: stage.numKilledTasks,
    duration: spread(quantiles?.duration, stage.executorRunTime),
    inputBytes: spread(quantiles?.inputMetrics?.bytesRead, stage.inputBytes),
    shuffleReadBytes: spread(quantiles?.shuffleReadMetrics?.readBytes, stage.shuffleReadBytes),
    shuffleWriteBytes: stage.shuffleWriteBytes,
    outputBytes: stage.outputBytes,
    memorySpilled: stage.memoryBytesSpilled,
    diskSpilled: spread(quantiles?.diskBytesSpilled, stage.diskBytesSpilled),
    runTime: stage.executorRunTime,
    gcTime: stage.jvmGcTime,
  };
}

const statuses: Readonly<Record<string, StageFacts["status"]>> = {
  COMPLETE: "complete",
  FAILED: "failed",
  SKIPPED: "skipped",
};

/** Plan metrics are texts: "2,000" and "12.5 MiB" (or a total followed by a line break and quantiles). */
function filesOf(queries: readonly z.output<typeof Sql>[]): FileFacts {
  const totals = { read: 0, readBytes: 0, written: 0, writtenBytes: 0 };
  for (const { name, value } of queries.flatMap(({ nodes }) => nodes).flatMap(({ metrics }) => metrics)) {
    if (name === "number of files read") totals.read += quantity(value);
    if (name === "size of files read") totals.readBytes += quantity(value);
    if (name === "number of written files") totals.written += quantity(value);
    if (name === "written output") totals.writtenBytes += quantity(value);
  }
  return totals;
}

const units: Readonly<Record<string, number>> = { B: 1, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30, TIB: 2 ** 40 };

function quantity(text: string): number {
  const [, number = "0", unit = "B"] = /([\d,.]+)\s*([KMGT]?i?B)?/i.exec(text.split("\n").at(-1) ?? "") ?? [];
  return Number(number.replaceAll(",", "")) * (units[unit.toUpperCase()] ?? 1);
}
