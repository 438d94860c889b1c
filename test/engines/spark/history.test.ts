/** Compares the facts that a real History Server gives about the corpus with those of the event logs. */
import assert from "node:assert/strict";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { sparkServer } from "@drawbridge/spark/server";
import { z } from "zod";
import type {
  ApplicationFacts,
  Failure,
  StageFacts,
} from "../../../reference-servers/servers/spark/application/facts.ts";
import { eventLogs, logOf } from "../../../reference-servers/servers/spark/events/locate.ts";
import { readEvents } from "../../../reference-servers/servers/spark/events/read-events.ts";
import { historyServer } from "../../../reference-servers/servers/spark/history/client.ts";
import { factsFromHistory } from "../../../reference-servers/servers/spark/history/facts.ts";
import { sparkOrSkip } from "../../support/engines/pyspark.ts";
import { startHistoryServer, type TestHistoryServer } from "../../support/engines/spark-history-server.ts";
import { verifies } from "../../support/verifies.ts";
import { appOf, cases, corpus } from "./corpus.ts";
import { type Judgement, scoreOf, scoreTable } from "./score.ts";

const DiagnosisAnswer = z.object({ cause: z.string(), confidence: z.string() });
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
    const fromServer = await factsFromHistory(historyServer(history.url), app, signal);
    assert.ok(fromServer, `the History Server does not know ${app}`);
    return [await readEvents(log, { signal, progress() {} }), fromServer];
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
    it(
      verifies("spark.history", `Spark's History Server gives the same facts about ${name} as its event log`),
      async () => {
        const [fromLog, fromServer] = await bothOf(appOf(name));
        assert.deepEqual(countedBy(fromServer), countedBy(fromLog));
        assert.deepEqual(reasonsOf(fromServer), reasonsOf(fromLog));
        for (const stage of fromLog.stages.filter(({ failed }) => failed === 0))
          assertSameSpread(stage, fromServer.stages.find(isSame(stage)));
        for (const name of ["read", "readBytes", "written", "writtenBytes"] as const) {
          // The server gives a text with one decimal, "7.6 KiB".
          assertNear(fromServer.files[name], fromLog.files[name], 0.01, name);
        }
      },
    );
  }

  it(verifies("spark.history", "Spark's History Server alone is enough for most diagnoses"), async () => {
    const ada = await kit.connect({ user: "ada", groups: ["ads-eng"] });
    const judged: Judgement[] = [];
    // Only every second case, because the server takes a second to load an application.
    for (const { name, app, cause } of cases.filter((_, index) => index % 2 === 0)) {
      const { structuredContent } = await ada.callTool({ name: "diagnose_app", arguments: { app } });
      const fromServer = DiagnosisAnswer.parse(structuredContent);
      judged.push({ name, expected: cause, actual: fromServer.cause, confidence: fromServer.confidence });
    }
    console.log(scoreTable("the History Server alone", judged));
    const { runs, right, confidentlyWrong } = scoreOf(judged);
    assert.ok(right / runs >= 0.7, `only ${right} of ${runs} are right`);
    assert.ok(confidentlyWrong / runs <= 0.05, `${confidentlyWrong} of ${runs} are wrong with confidence`);
  });

  it(
    verifies(
      "spark.history",
      "The Spark server lists the History Server's applications and accepts the addresses of its pages",
    ),
    async () => {
      const ada = await kit.connect({ user: "ada", groups: ["ads-eng"] });
      const found = await ada.callTool({ name: "find_apps", arguments: { pattern: "udf_value_error" } });
      const { apps } = z.object({ apps: z.array(z.looseObject({ app: z.string() })) }).parse(found.structuredContent);
      assert.deepEqual(
        apps.map(({ app }) => app),
        [appOf("udf_value_error")],
      );
      const page = `${history.url}/history/${appOf("udf_value_error")}/jobs/`;
      const { structuredContent } = await ada.callTool({ name: "diagnose_app", arguments: { app: page } });
      assert.equal(DiagnosisAnswer.parse(structuredContent).cause, "user-code");
    },
  );
});

/**
 * The facts that both sources count exactly. A skipped stage, and an executor that never started, are in only one of
 * them.
 */
const countedBy = ({ jobs, stages, executors, properties, failures, files, gaps, ...identity }: ApplicationFacts) => ({
  ...identity,
  jobs: jobs.map((job) => ({ ...job, stages: [...job.stages].sort() })).sort((a, b) => a.id - b.id),
  stages: stages
    .filter(({ status }) => status !== "skipped")
    .map(({ duration: _, inputBytes, shuffleReadBytes, diskSpilled, ...counts }) => ({
      ...counts,
      ...{ input: inputBytes.total, fromLog: shuffleReadBytes.total, spilled: diskSpilled.total },
    }))
    .sort((a, b) => a.id - b.id || a.attempt - b.attempt),
  executors: executors
    .filter(({ addedAt, id }) => addedAt !== null && id !== "driver")
    .map(({ id, cores, addedAt, removedAt, removedReason }) => ({ id, cores, addedAt, removedAt, removedReason }))
    .sort((a, b) => (a.id < b.id ? -1 : 1)),
  master: properties.get("spark.master"),
});

/** The first line of each reason for which tasks, stages and queries failed; the server gives no reason for jobs. */
const reasonsOf = ({ failures }: ApplicationFacts): readonly string[] =>
  [...new Set(failures.filter(({ level }) => levelsOfBoth.includes(level)).map(reason))].sort();
const levelsOfBoth: readonly Failure["level"][] = ["task", "stage", "sql"];
const reason = ({ level, text }: Failure): string =>
  `${level}: ${text.split("\n", 1)[0]?.replace(/\d+/g, "#").slice(0, 200)}`;

const isSame =
  ({ id, attempt }: StageFacts) =>
  (other: StageFacts): boolean =>
    other.id === id && other.attempt === attempt;

/**
 * Our values are from a histogram whose steps are a sixteenth. Stages with failed tasks are not compared: the server
 * counts the tasks that succeeded, and then takes quantiles of all tasks (AppStatusStore.taskSummary).
 */
function assertSameSpread(fromLog: StageFacts, fromServer: StageFacts | undefined): void {
  assert.ok(fromServer, `stage ${fromLog.id}`);
  for (const name of ["duration", "inputBytes", "shuffleReadBytes", "diskSpilled"] as const) {
    for (const at of ["median", "p95", "max"] as const) {
      assertNear(fromServer[name][at], fromLog[name][at], 0.07, `stage ${fromLog.id}, ${at} of ${name}`);
    }
  }
}

function assertNear(fromServer: number, fromLog: number, tolerance: number, what: string): void {
  assert.ok(
    Math.abs(fromServer - fromLog) <= Math.max(1, Math.max(fromServer, fromLog) * tolerance),
    `${what}: ${fromServer}, not ${fromLog}`,
  );
}
