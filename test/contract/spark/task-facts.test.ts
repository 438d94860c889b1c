/** What is said of an application from events that lack something, or whose numbers cannot be taken as they are. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { verifies } from "../../support/verifies.ts";
import { answer, diagnosed, type RunningSpark, startSpark } from "./running-spark.ts";

const app = "application_1795000000000_0045";
const start = {
  Event: "SparkListenerApplicationStart",
  "App Name": "nightly",
  "App ID": app,
  Timestamp: 1_000,
  User: "etl",
};
const end = { Event: "SparkListenerApplicationEnd", Timestamp: 90_000 };
const added = (id: string) => ({
  ...{ Event: "SparkListenerExecutorAdded", Timestamp: 1_500, "Executor ID": id },
  "Executor Info": { Host: "dn1", "Total Cores": 8 },
});

interface TaskOf {
  readonly executor?: string;
  readonly id?: number;
  readonly ms?: number;
  readonly gcMs?: number;
  readonly reason?: Readonly<Record<string, unknown>>;
}

const task = ({ executor, id, ms = 4_000, gcMs = 10, reason = { Reason: "Success" } }: TaskOf) => ({
  ...{ Event: "SparkListenerTaskEnd", "Stage ID": 0, "Stage Attempt ID": 0, "Task End Reason": reason },
  "Task Info": { "Task ID": id, "Launch Time": 10_000, "Finish Time": 10_000 + ms, "Executor ID": executor },
  "Task Metrics": { "Executor Run Time": ms, "JVM GC Time": gcMs },
});
const failedJob = [
  { Event: "SparkListenerJobStart", "Job ID": 0, "Submission Time": 2_000, "Stage IDs": [0] },
  {
    Event: "SparkListenerStageCompleted",
    "Stage Info": { "Stage ID": 0, "Number of Tasks": 1, "Failure Reason": "Fetch failed: executor lost" },
  },
  { Event: "SparkListenerJobEnd", "Job ID": 0, "Completion Time": 9_000, "Job Result": { Result: "JobFailed" } },
];

const Summary = z.object({ about: z.string(), bottlenecks: z.array(z.object({ text: z.string() })) });
const Stage = z.object({ attempts: z.array(z.string()), failures: z.array(z.object({ source: z.string() })) });

describe("what is said of tasks and executors", () => {
  let spark: RunningSpark;
  beforeEach(async () => {
    spark = await startSpark();
  });
  afterEach(() => spark.close());

  const write = (...events: readonly object[]): Promise<void> =>
    writeFile(join(spark.folder, app), events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  const summary = async () => Summary.parse(await answer(spark.client, "app_summary", { app }));

  for (const [how, events, expected] of [
    ["names an executor only in its tasks", [task({ executor: "2" }), task({ executor: "2" })], /executors: 1,/],
    [
      "names two executors only in its tasks",
      [start, task({ executor: "1" }), task({ executor: "2" }), end],
      /executors: 2,/,
    ],
    [
      "adds one executor and names another in a task",
      [start, added("1"), task({ executor: "7" }), end],
      /executors: 2,/,
    ],
    [
      "runs its tasks in the driver",
      [start, added("driver"), task({ executor: "driver" }), end],
      /ran in the driver alone/,
    ],
  ] as const) {
    it(verifies("spark.unfinished", `The summary counts the executors of an event log that ${how}`), async () => {
      await write(...events);
      assert.match((await summary()).about, expected);
    });
  }

  it(
    verifies("spark.unfinished", "The summary of a log without tasks and executors says nothing about executors"),
    async () => {
      await write(start, end);
      assert.doesNotMatch((await summary()).about, /executor|driver/);
    },
  );

  it(
    verifies("spark.unfinished", "An event log that begins in the middle says nothing of what it does not have"),
    async () => {
      await write(task({ executor: "2" }));
      assert.doesNotMatch((await summary()).about, /unknown/);
      assert.match((await diagnosed(spark.client, app)).gaps.join("; "), /begins in the middle/);
    },
  );

  for (const [how, reason] of [
    ["a failed fetch without any field", { Reason: "FetchFailed" }],
    ["a failed fetch with a host alone", { Reason: "FetchFailed", "Block Manager Address": { Host: "dn4" } }],
    ["a failed fetch with a shuffle alone", { Reason: "FetchFailed", "Shuffle ID": 3 }],
    ["a lost executor without an id", { Reason: "ExecutorLostFailure", "Loss Reason": "Container killed by YARN" }],
    ["an exception without a class", { Reason: "ExceptionFailure", Description: "no", "Stack Trace": [{}] }],
  ] as const) {
    it(verifies("spark.unfinished", `Evidence leaves out what the event does not say: ${how}`), async () => {
      await write(start, ...failedJob.slice(0, 1), task({ reason }), ...failedJob.slice(1), end);
      const text = JSON.stringify([
        (await diagnosed(spark.client, app)).evidence,
        Stage.parse(await answer(spark.client, "stage_detail", { app, stage: 0 })).failures,
      ]);
      assert.doesNotMatch(text, /undefined|null|\?/, text);
    });
  }

  for (const [ms, gcMs, isNamed] of [
    [900, 7_200, false],
    [900, 901, false],
    [900, 890, true],
    [900, 450, true],
  ] as const) {
    it(
      verifies(
        "spark.bottlenecks",
        `No share is above 100 %: ${gcMs} ms of garbage collection in ${ms} ms of task time`,
      ),
      async () => {
        await write(
          start,
          added("1"),
          ...Array.from({ length: 8 }, (_, id) => task({ executor: "1", id, ms, gcMs })),
          end,
        );
        const { bottlenecks } = await summary();
        const { attempts } = Stage.parse(await answer(spark.client, "stage_detail", { app, stage: 0 }));
        const text = JSON.stringify([bottlenecks, attempts]);
        assert.equal(/garbage collection\./.test(text), isNamed, text);
        for (const [, share] of text.matchAll(/(\d+) %/g)) assert.ok(Number(share) <= 100, text);
        const { cause } = await diagnosed(spark.client, app);
        assert.equal(cause, isNamed ? "gc-pressure" : "none");
      },
    );
  }

  for (const [count, ms, cause, isNamed] of [
    [3_000, 12, "none", true],
    [6_000, 12, "small-tasks", true],
    [6_000, 300, "none", true],
    [3_000, 800, "none", false],
  ] as const) {
    it(
      verifies("spark.bottlenecks", `Many tiny tasks are named without any file: ${count} tasks of ${ms} ms`),
      async () => {
        await write(
          start,
          added("1"),
          ...Array.from({ length: count }, (_, id) => task({ executor: "1", id, ms, gcMs: 0 })),
          end,
        );
        const { bottlenecks } = await summary();
        assert.equal(
          bottlenecks.some(({ text }) => text.includes(`${count} tasks with a median of`)),
          isNamed,
          JSON.stringify(bottlenecks),
        );
        assert.equal((await diagnosed(spark.client, app)).cause, cause);
      },
    );
  }
});
