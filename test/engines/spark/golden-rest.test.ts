/**
 * Compares the Spark server's reading of Spark's own event logs with the History Server's answers about them. Spark
 * publishes both.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ApplicationFacts } from "../../../reference-servers/servers/spark/application/facts.ts";
import { eventLogs } from "../../../reference-servers/servers/spark/events/locate.ts";
import { readEvents } from "../../../reference-servers/servers/spark/events/read-events.ts";
import { Application, Executor, Job, Stage } from "../../../reference-servers/servers/spark/history/wire.ts";
import { examplesAreFetched, sparkExamples } from "../../support/engines/spark-history-examples.ts";
import { verifies } from "../../support/verifies.ts";

describe("event logs of Spark's own tests", function () {
  this.timeout(60_000);
  let folder: string;
  const facts = new Map<string, ApplicationFacts>();

  before(async function () {
    if (!examplesAreFetched() && spawnSync("mvn", ["-version"]).error !== undefined) {
      process.stderr.write(
        "SKIPPED: Spark's own event logs cannot be fetched, because mvn was not found. Install Maven.\n",
      );
      this.skip();
    }
    this.timeout(300_000);
    folder = await sparkExamples();
    for (const log of await eventLogs(join(folder, "spark-events"))) {
      facts.set(log.id, await readEvents(log, { signal: new AbortController().signal, progress() {} }));
    }
  });

  const expected = async <Schema extends z.ZodType>(name: string, schema: Schema): Promise<z.output<Schema>> =>
    schema.parse(
      JSON.parse(await readFile(join(folder, "HistoryServerExpectations", `${name}_expectation.json`), "utf8")),
    );

  const read = (log: string): ApplicationFacts => {
    const found = facts.get(log);
    assert.ok(found, `${log} was not read`);
    return found;
  };

  it(
    verifies("spark.golden-rest", "The Spark server reads Spark's own event logs of all versions to their end"),
    () => {
      assert.equal(facts.size, 18);
      for (const [log, { startedAt, endedAt, gaps }] of facts) {
        assert.ok(startedAt !== null, `${log} has no beginning`);
        assert.deepEqual(gaps, [], log);
        assert.ok(endedAt === null || endedAt >= startedAt, log);
      }
    },
  );

  it(
    verifies("spark.golden-rest", "Spark's own event logs give the applications' names, users and times"),
    async () => {
      const applications = await expected("application_list_json", z.array(Application));
      for (const { id, name, attempts } of applications) {
        for (const attempt of attempts) {
          const of = (found: ApplicationFacts): boolean =>
            found.id === id && found.attempt === (attempt.attemptId ?? null);
          const found = [...facts.values()].find(of);
          assert.deepEqual(
            [found?.name, found?.startedAt, found?.endedAt, found?.user],
            [name, attempt.startTime, attempt.endTime, attempt.sparkUser],
            `${id}, attempt ${attempt.attemptId}`,
          );
        }
      }
    },
  );

  it(verifies("spark.golden-rest", "Spark's own event logs give the jobs and their results"), async () => {
    for (const [name, log] of [
      ["job_list_json", "local-1422981780767"],
      ["job_list_from_multi_attempt_app_json_1_", "local-1426533911241"],
    ] as const) {
      const jobs = await expected(name, z.array(Job));
      const found = new Map(read(log).jobs.map((job) => [job.id, job]));
      assert.equal(found.size, jobs.length, name);
      for (const { jobId, status, submissionTime, completionTime, stageIds } of jobs) {
        const job = found.get(jobId);
        assert.deepEqual(
          [job?.status.toUpperCase(), job?.submittedAt, job?.completedAt, [...(job?.stages ?? [])].sort()],
          [status, submissionTime, completionTime, [...stageIds].sort()],
          `${name}, job ${jobId}`,
        );
      }
    }
  });

  it(verifies("spark.golden-rest", "Spark's own event logs give the stages' counts, times and bytes"), async () => {
    for (const [name, log] of [
      ["stage_list_json", "local-1422981780767"],
      ["stage_list_with_peak_metrics", "app-20200706201101-0003"],
    ] as const) {
      const stages = await expected(name, z.array(Stage));
      const found = new Map(read(log).stages.map((stage) => [`${stage.id}.${stage.attempt}`, stage]));
      // A skipped stage never started, so the log has no event of it.
      for (const stage of stages.filter(({ status }) => status !== "SKIPPED")) {
        const ours = found.get(`${stage.stageId}.${stage.attemptId}`);
        assert.ok(ours, `${name}: stage ${stage.stageId} was not read`);
        assert.deepEqual(
          {
            ...{ status: ours.status.toUpperCase(), tasks: ours.tasks, succeeded: ours.succeeded, failed: ours.failed },
            ...{ submitted: ours.submittedAt, completed: ours.completedAt, run: ours.runTime, gc: ours.gcTime },
            ...{ input: ours.inputBytes.total, output: ours.outputBytes, read: ours.shuffleReadBytes.total },
            ...{ written: ours.shuffleWriteBytes, memory: ours.memorySpilled, disk: ours.diskSpilled.total },
          },
          {
            ...{
              status: stage.status,
              tasks: stage.numTasks,
              succeeded: stage.numCompleteTasks,
              failed: stage.numFailedTasks,
            },
            ...{ submitted: stage.submissionTime, completed: stage.completionTime },
            ...{ run: stage.executorRunTime, gc: stage.jvmGcTime },
            ...{ input: stage.inputBytes, output: stage.outputBytes, read: stage.shuffleReadBytes },
            ...{ written: stage.shuffleWriteBytes, memory: stage.memoryBytesSpilled, disk: stage.diskBytesSpilled },
          },
          `${name}, stage ${stage.stageId}`,
        );
      }
    }
  });

  it(verifies("spark.golden-rest", "Spark's own event logs give the executors and why they were removed"), async () => {
    const executors = await expected("executor_list_with_executor_metrics_json", z.array(Executor));
    const found = new Map(read("application_1553914137147_0018").executors.map((each) => [each.id, each]));
    for (const { id, addTime, totalCores, removeReason } of executors.filter(({ id }) => id !== "driver")) {
      const ours = found.get(id);
      assert.deepEqual(
        [ours?.addedAt, ours?.cores, ours?.removedReason ?? undefined],
        [addTime, totalCores, removeReason],
        id,
      );
    }
  });
});
