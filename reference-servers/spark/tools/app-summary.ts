import { defineTool } from "@drawbridge/framework/define-tool";
import { z } from "zod";
import type { ApplicationFacts } from "../application/facts.ts";
import { bottlenecksOf, bytes } from "../diagnosis/bottlenecks.ts";
import { factsOf, type SparkContext } from "../services.ts";

/** What an application did and where its time went. */
export const appSummary = defineTool({
  name: "app_summary",
  title: "Summarise an application",
  description: "Duration, jobs, slowest stages, executors, and bottlenecks: skew, spill, GC, small files, idle cores.",
  effect: "read",
  minutesSaved: 10,
  authorize: "spark-read",
  input: z.object({ app: z.string() }),
  output: z.object({
    app: z.string(),
    name: z.string(),
    user: z.string().nullable(),
    spark: z.string().nullable(),
    started: z.string().nullable(),
    seconds: z.number().nullable(),
    jobs: z.object({ succeeded: z.number(), failed: z.number(), unfinished: z.number() }),
    executors: z.object({ total: z.number(), lost: z.number() }),
    slowest: z.array(
      z.object({
        stage: z.number(),
        name: z.string(),
        status: z.string(),
        tasks: z.number(),
        taskSeconds: z.number(),
        read: z.string(),
        spilled: z.string(),
      }),
    ),
    bottlenecks: z.array(
      z.object({ kind: z.string(), severity: z.string(), text: z.string(), fix: z.string(), source: z.string() }),
    ),
    gaps: z.array(z.string()),
  }),

  async run({ app }, context: SparkContext) {
    const facts = await factsOf(app, context);
    return { ...summaryOf(facts), gaps: [...facts.gaps] };
  },
});

const mostStages = 5;
const mostBottlenecks = 5;

export const summaryOf = (facts: ApplicationFacts) => ({
  app: facts.id,
  name: facts.name,
  user: facts.user,
  spark: facts.sparkVersion,
  started: facts.startedAt === null ? null : new Date(facts.startedAt).toISOString(),
  seconds: secondsBetween(facts.startedAt, facts.endedAt),
  jobs: {
    succeeded: facts.jobs.filter(({ status }) => status === "succeeded").length,
    failed: facts.jobs.filter(({ status }) => status === "failed").length,
    unfinished: facts.jobs.filter(({ status }) => status === "unfinished").length,
  },
  executors: {
    total: facts.executors.filter(({ id }) => id !== "driver").length,
    lost: facts.failures.filter(({ level }) => level === "executor").reduce((sum, { count }) => sum + count, 0),
  },
  slowest: [...facts.stages]
    .sort((a, b) => b.runTime - a.runTime)
    .slice(0, mostStages)
    .map(({ id, name, status, tasks, runTime, inputBytes, shuffleReadBytes, diskSpilled }) => ({
      stage: id,
      name: name.slice(0, 80),
      status,
      tasks,
      taskSeconds: Math.round(runTime / 100) / 10,
      read: bytes(inputBytes.total + shuffleReadBytes.total),
      spilled: bytes(diskSpilled.total),
    })),
  bottlenecks: bottlenecksOf(facts)
    .slice(0, mostBottlenecks)
    .map(({ kind, severity, text, fix, source }) => ({ kind, severity, text, fix, source })),
});

const secondsBetween = (from: number | null, to: number | null): number | null =>
  from === null || to === null ? null : Math.round((to - from) / 100) / 10;
