import { formatByteSize } from "@drawbridge/contracts/byte-size";
import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import type { ApplicationFacts, StageFacts } from "../application/facts.ts";
import { bottlenecksOf } from "../diagnosis/bottlenecks.ts";
import { runsLocally } from "../diagnosis/findings.ts";
import { factsOf, type SparkContext } from "../services.ts";

/** Tool app_summary: what an application did, and where its time went. */
export const appSummary = defineTool({
  name: "app_summary",
  title: "Summarise an application",
  description: "Duration, jobs, slowest stages, executors, and bottlenecks: skew, spill, GC, small files, idle cores.",
  effect: "read",
  minutesSaved: 10,
  quotesOthers: true,
  authorize: "spark-read",
  input: z.object({ app: z.string() }),
  output: z.object({
    app: z.string(),
    about: z.string(),
    seconds: z.number().nullable(),
    slowest: z.array(z.string()),
    bottlenecks: z.array(z.object({ text: z.string(), fix: z.string(), source: z.string() })),
    gaps: z.array(z.string()),
  }),

  async run({ app }, context: SparkContext) {
    const facts = await factsOf(app, context);
    return { ...summaryOf(facts), gaps: [...facts.gaps] };
  },
});

const maxStages = 5;
const maxBottlenecks = 5;

export const summaryOf = (facts: ApplicationFacts) => ({
  app: facts.id,
  about: about(facts),
  seconds: secondsBetween(facts.startedAt, facts.endedAt),
  slowest: [...facts.stages]
    .sort((a, b) => b.runTime - a.runTime)
    .slice(0, maxStages)
    .map(stageLine),
  bottlenecks: bottlenecksOf(facts)
    .slice(0, maxBottlenecks)
    .map(({ severity, text, fix, source }) => ({ text: `${severity}: ${text}`, fix, source })),
});

function about(facts: ApplicationFacts): string {
  const jobs = (status: string): number => facts.jobs.filter((job) => job.status === status).length;
  const executors = facts.executors.filter(({ id }) => id !== "driver").length;
  const lostExecutors = facts.failures
    .filter(({ level }) => level === "executor")
    .reduce((sum, { count }) => sum + count, 0);
  return [
    [
      facts.name,
      ...(facts.user === null ? [] : [` by ${facts.user}`]),
      ...(facts.sparkVersion === null ? [] : [`, Spark ${facts.sparkVersion}`]),
    ].join(""),
    ...(facts.startedAt === null ? [] : [`started ${new Date(facts.startedAt).toISOString()}`]),
    `jobs: ${jobs("succeeded")} succeeded, ${jobs("failed")} failed, ${jobs("unfinished")} unfinished`,
    ...(executors > 0 ? [`executors: ${executors}, lost: ${lostExecutors}`] : []),
    ...(executors === 0 && runsLocally(facts) ? ["ran in the driver alone"] : []),
  ].join("; ");
}

const stageLine = ({
  id,
  name,
  status,
  tasks,
  runTime,
  inputBytes,
  shuffleReadBytes,
  diskSpilled,
}: StageFacts): string =>
  `stage ${id} (${name.slice(0, 80)}): ${status}, ${tasks} tasks, ${Math.round(runTime / 100) / 10} s of task time, ` +
  `read ${formatByteSize(inputBytes.total + shuffleReadBytes.total)}, spilled ${formatByteSize(diskSpilled.total)}`;

const secondsBetween = (from: number | null, to: number | null): number | null =>
  from === null || to === null ? null : Math.round((to - from) / 100) / 10;
