import { defineTool } from "@drawbridge/framework/define-tool";
import { z } from "zod";
import { factsOf, type SparkContext } from "../services.ts";
import { summaryOf } from "./app-summary.ts";

const Side = z.object({
  app: z.string(),
  seconds: z.number().nullable(),
  taskSeconds: z.number(),
  failedJobs: z.number(),
  executors: z.number(),
  spark: z.string().nullable(),
  bottlenecks: z.array(z.string()),
});

/** What differs between two runs, e.g. the one that worked and the one that did not. */
export const compareApps = defineTool({
  name: "compare_apps",
  title: "Compare two applications",
  description: "Two runs side by side: time, failures, bottlenecks, and the Spark properties and stages that differ.",
  effect: "read",
  minutesSaved: 15,
  authorize: "spark-read",
  input: z.object({ before: z.string(), after: z.string() }),
  output: z.object({
    before: Side,
    after: Side,
    properties: z.array(z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
    stages: z.array(
      z.object({ name: z.string(), beforeSeconds: z.number().nullable(), afterSeconds: z.number().nullable() }),
    ),
  }),
  shorten: {
    list: "properties",
    next: () => "The properties listed first are all that differ in name; ask app_summary for one side.",
  },

  async run({ before, after }, context: SparkContext) {
    const [left, right] = [await factsOf(before, context), await factsOf(after, context)];
    const side = (facts: typeof left) => {
      const { app, seconds, jobs, executors, spark, bottlenecks } = summaryOf(facts);
      const taskSeconds = Math.round(facts.stages.reduce((sum, { runTime }) => sum + runTime, 0) / 100) / 10;
      return {
        app,
        seconds,
        taskSeconds,
        failedJobs: jobs.failed,
        executors: executors.total,
        spark,
        bottlenecks: bottlenecks.slice(0, 3).map(({ text }) => text),
      };
    };
    const names = new Set([...left.properties.keys(), ...right.properties.keys()]);
    const differing = [...names].filter(
      (name) => !perRun.test(name) && left.properties.get(name) !== right.properties.get(name),
    );
    const time = (facts: typeof left) => {
      const times = new Map<string, number>();
      for (const { name, runTime } of facts.stages) times.set(name, (times.get(name) ?? 0) + runTime);
      return times;
    };
    const [leftTimes, rightTimes] = [time(left), time(right)];
    const seconds = (ms: number | undefined): number | null => (ms === undefined ? null : Math.round(ms / 100) / 10);
    return {
      before: side(left),
      after: side(right),
      properties: differing.sort().map((name) => ({
        name,
        before: left.properties.get(name) ?? null,
        after: right.properties.get(name) ?? null,
      })),
      stages: [...new Set([...leftTimes.keys(), ...rightTimes.keys()])]
        .map((name) => ({ name: name.slice(0, 80), from: leftTimes.get(name), to: rightTimes.get(name) }))
        .sort((a, b) => Math.abs((b.to ?? 0) - (b.from ?? 0)) - Math.abs((a.to ?? 0) - (a.from ?? 0)))
        .slice(0, mostStages)
        .map(({ name, from, to }) => ({ name, beforeSeconds: seconds(from), afterSeconds: seconds(to) })),
    };
  },
});

const mostStages = 8;
/** Properties that are other at every run. */
const perRun =
  /^spark\.(app\.(id|startTime|submitTime|initial)|driver\.(port|host|bindAddress)|.*\.port$|repl\.class|sql\.warehouse\.dir|.*artifact)/;
