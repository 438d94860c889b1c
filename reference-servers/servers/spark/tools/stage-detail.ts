import { formatByteSize } from "@drawbridge/contracts/byte-size";
import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import type { Distribution, StageFacts } from "../application/facts.ts";
import { excerpt } from "../diagnosis/excerpt.ts";
import { SparkError } from "../errors.ts";
import { factsOf, type SparkContext } from "../services.ts";

/** Tool stage_detail: how the times and sizes of a stage's tasks are distributed, and why tasks failed. */
export const stageDetail = defineTool({
  name: "stage_detail",
  title: "Look into a stage",
  description: "One stage's attempts: spread of task times and bytes, spill, GC, failures.",
  effect: "read",
  minutesSaved: 10,
  quotesOthers: true,
  authorize: "spark-read",
  input: z.object({ app: z.string(), stage: z.number().int() }),
  output: z.object({
    app: z.string(),
    stage: z.number(),
    name: z.string(),
    attempts: z.array(z.string()),
    failures: z.array(z.object({ text: z.string(), source: z.string() })),
  }),

  async run({ app, stage }, context: SparkContext) {
    const facts = await factsOf(app, context);
    const attempts = facts.stages.filter(({ id }) => id === stage);
    const [first] = attempts;
    if (first === undefined) throw unknownStage(facts.stages);
    return {
      app: facts.id,
      stage,
      name: first.name,
      attempts: attempts.map(attemptLine),
      failures: facts.failures
        .filter((failure) => failure.stage === stage)
        .slice(0, maxFailures)
        .map(({ text, source, count }) => ({
          text: excerpt(text, null, { characters: 600, lines: 6 }),
          source: count > 1 ? `${source} (and ${count - 1} similar)` : source,
        })),
    };
  },
});

/** Maximum kinds of failure shown; search_log finds the rest. */
const maxFailures = 8;

function attemptLine({
  attempt,
  status,
  tasks,
  succeeded,
  failed,
  killed,
  runTime,
  gcTime,
  ...sizes
}: StageFacts): string {
  const { duration, inputBytes, shuffleReadBytes, shuffleWriteBytes, diskSpilled } = sizes;
  const size = (what: string, { median, max, total }: Distribution): string[] =>
    total === 0
      ? []
      : [`${what}: total ${formatByteSize(total)}, median ${formatByteSize(median)}, max ${formatByteSize(max)}`];
  return [
    `attempt ${attempt}: ${status}, ${tasks} tasks: ${succeeded} succeeded, ${failed} failed, ${killed} killed`,
    succeeded === 0
      ? "no task succeeded, so there are no task times"
      : `task time: median ${duration.median} ms, p95 ${duration.p95} ms, max ${duration.max} ms`,
    gcTime > runTime
      ? `GC: ${seconds(gcTime)} s reported by tasks that ran ${seconds(runTime)} s (each counts its whole process)`
      : `GC: ${runTime === 0 ? 0 : Math.round((gcTime / runTime) * 100)} % of ${seconds(runTime)} s`,
    ...size("input", inputBytes),
    ...size("shuffle read", shuffleReadBytes),
    ...(shuffleWriteBytes === 0 ? [] : [`shuffle written: ${formatByteSize(shuffleWriteBytes)}`]),
    ...size("spilled to disk", diskSpilled),
  ].join("; ");
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10;

const unknownStage = (stages: readonly StageFacts[]): SparkError =>
  new SparkError(
    "unknown-app",
    "The application has no such stage.",
    stages.length === 0
      ? "None of its stages ran; see diagnose_app."
      : `Its stages: ${[...new Set(stages.map(({ id }) => id))].slice(0, 20).join(", ")}.`,
  );
