/** What a real History Server tells of the corpus, against what its event logs tell. */
import assert from "node:assert/strict";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import type { ApplicationFacts, Failure, StageFacts } from "@drawbridge/spark/application/facts";
import { eventLogs, logOf } from "@drawbridge/spark/events/locate";
import { readEvents } from "@drawbridge/spark/events/read-events";
import { historyServer } from "@drawbridge/spark/history/client";
import { factsFromHistory } from "@drawbridge/spark/history/facts";
import { sparkServer } from "@drawbridge/spark/server";
import { z } from "zod";
import { sparkOrSkip } from "../../support/engines/pyspark.ts";
import { startHistoryServer, type TestHistoryServer } from "../../support/engines/spark-history-server.ts";
import { verifies } from "../../support/verifies.ts";
import { appOf, cases, corpus } from "./corpus.ts";
import { type Judged, scoreOf, scoreTable } from "./score.ts";

const Told = z.object({ cause: z.string(), confidence: z.string() });
const { signal } = new AbortController();

describe("Spark's History Server", function () {
  this.timeout(300_000);
  let history: TestHistoryServer;
  let kit: TestKit;
  before(async function () {
    const spark = await sparkOrSkip(this);
    history = await startHistoryServer(spark, corpus.events, cases.length);
    kit = await startForTest(sparkServer, { settings: { SPARK_HISTORY_URL: history.url } });
  });
  after(async () => {
    await kit?.close();
    await history?.stop();
  });

  async function bothOf(app: string): Promise<readonly [ApplicationFacts, ApplicationFacts]> {
    const log = logOf(await eventLogs(corpus.events), app);
    assert.ok(log, app);
    const told = await factsFromHistory(historyServer(history.url), app, signal);
    assert.ok(told, `the History Server does not know ${app}`);
    return [await readEvents(log, { signal, progress() {} }), told];
  }

  for (const name of [
    "healthy",
    "udf_value_error",
    "oom_collect_list",
    "executor_sigkill",
    "executor_lost_then_missing_file",
    "skewed_join",
    "many_small_files",
    "udf_error_rolling",
  ]) {
    it(verifies("spark.history", `tells of ${name} what its event log tells`), async () => {
      const [read, told] = await bothOf(appOf(name));
      assert.deepEqual(countedBy(told), countedBy(read));
      assert.deepEqual(reasonsOf(told), reasonsOf(read));
      for (const stage of read.stages.filter(({ failed }) => failed === 0))
        spreadAlike(stage, told.stages.find(isSame(stage)));
      for (const name of ["read", "readBytes", "written", "writtenBytes"] as const) {
        // Told as text with one decimal, "7.6 KiB".
        near(told.files[name], read.files[name], 0.01, name);
      }
    });
  }

  it(verifies("spark.history", "is enough for a diagnosis, as far as it tells"), async () => {
    const ada = await kit.connect({ user: "ada", groups: ["ads-eng"] });
    const judged: Judged[] = [];
    // Every second one: the server takes a second to load an application.
    for (const { name, app, cause } of cases.filter((_, index) => index % 2 === 0)) {
      const { structuredContent } = await ada.callTool({ name: "diagnose_app", arguments: { app } });
      const told = Told.parse(structuredContent);
      judged.push({ name, expected: cause, told: told.cause, confidence: told.confidence });
    }
    console.log(scoreTable("the History Server alone", judged));
    const { runs, right, confidentlyWrong } = scoreOf(judged);
    assert.ok(right / runs >= 0.7, `only ${right} of ${runs} are right`);
    assert.ok(confidentlyWrong / runs <= 0.05, `${confidentlyWrong} of ${runs} are wrong though confident`);
  });

  it(verifies("spark.history", "lists its applications, and its pages are taken for them"), async () => {
    const ada = await kit.connect({ user: "ada", groups: ["ads-eng"] });
    const found = await ada.callTool({ name: "find_apps", arguments: { pattern: "udf_value_error" } });
    const { apps } = z.object({ apps: z.array(z.looseObject({ app: z.string() })) }).parse(found.structuredContent);
    assert.deepEqual(
      apps.map(({ app }) => app),
      [appOf("udf_value_error")],
    );
    const page = `${history.url}/history/${appOf("udf_value_error")}/jobs/`;
    const { structuredContent } = await ada.callTool({ name: "diagnose_app", arguments: { app: page } });
    assert.equal(Told.parse(structuredContent).cause, "user-code");
  });
});

/** What both count exactly. A stage that was skipped and an executor that never came are in one of them alone. */
const countedBy = ({ jobs, stages, executors, properties, failures, files, gaps, ...identity }: ApplicationFacts) => ({
  ...identity,
  jobs: jobs.map((job) => ({ ...job, stages: [...job.stages].sort() })).sort((a, b) => a.id - b.id),
  stages: stages
    .filter(({ status }) => status !== "skipped")
    .map(({ duration: _, inputBytes, shuffleReadBytes, diskSpilled, ...counts }) => ({
      ...counts,
      ...{ input: inputBytes.total, read: shuffleReadBytes.total, spilled: diskSpilled.total },
    }))
    .sort((a, b) => a.id - b.id || a.attempt - b.attempt),
  executors: executors
    .filter(({ addedAt, id }) => addedAt !== null && id !== "driver")
    .map(({ id, cores, addedAt, removedAt, removedReason }) => ({ id, cores, addedAt, removedAt, removedReason }))
    .sort((a, b) => (a.id < b.id ? -1 : 1)),
  master: properties.get("spark.master"),
});

/** Why tasks, stages and queries failed, in the first line of each; of a job the server tells no reason. */
const reasonsOf = ({ failures }: ApplicationFacts): readonly string[] =>
  [...new Set(failures.filter(({ level }) => toldByBoth.includes(level)).map(reason))].sort();
const toldByBoth: readonly Failure["level"][] = ["task", "stage", "sql"];
const reason = ({ level, text }: Failure): string =>
  `${level}: ${text.split("\n", 1)[0]?.replace(/\d+/g, "#").slice(0, 200)}`;

const isSame =
  ({ id, attempt }: StageFacts) =>
  (other: StageFacts): boolean =>
    other.id === id && other.attempt === attempt;

/**
 * Ours are of a histogram whose steps are a sixteenth. Stages with failed tasks are not compared: the server counts
 * those that succeeded, and then takes quantiles of all (AppStatusStore.taskSummary).
 */
function spreadAlike(read: StageFacts, told: StageFacts | undefined): void {
  assert.ok(told, `stage ${read.id}`);
  for (const name of ["duration", "inputBytes", "shuffleReadBytes", "diskSpilled"] as const) {
    for (const at of ["median", "p95", "max"] as const) {
      near(told[name][at], read[name][at], 0.07, `stage ${read.id}, ${at} of ${name}`);
    }
  }
}

function near(told: number, read: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(told - read) <= Math.max(1, Math.max(told, read) * tolerance), `${what}: ${told}, not ${read}`);
}
