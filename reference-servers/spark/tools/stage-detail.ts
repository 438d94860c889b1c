import { defineTool } from "@drawbridge/framework/define-tool";
import { z } from "zod";
import type { StageFacts } from "../application/facts.ts";
import { excerpt } from "../diagnosis/excerpt.ts";
import { SparkError } from "../errors.ts";
import { factsOf, type SparkContext } from "../services.ts";

const Spread = z.object({ median: z.number(), p95: z.number(), max: z.number(), total: z.number() });

/** One stage: how its tasks are spread, and why those that failed did. */
export const stageDetail = defineTool({
  name: "stage_detail",
  title: "Look into a stage",
  description: "One stage's attempts: spread of task times (ms) and bytes, spill, GC, failures with their messages.",
  effect: "read",
  minutesSaved: 10,
  authorize: "spark-read",
  input: z.object({ app: z.string(), stage: z.number().int() }),
  output: z.object({
    app: z.string(),
    stage: z.number(),
    name: z.string(),
    attempts: z.array(
      z.object({
        attempt: z.number(),
        status: z.string(),
        tasks: z.number(),
        failed: z.number(),
        killed: z.number(),
        duration: Spread,
        inputBytes: Spread,
        shuffleReadBytes: Spread,
        diskSpilled: Spread,
        gcShare: z.number(),
      }),
    ),
    failures: z.array(z.object({ text: z.string(), source: z.string(), count: z.number() })),
  }),
  shorten: { list: "failures", next: () => "Use search_log for more." },

  async run({ app, stage }, context: SparkContext) {
    const facts = await factsOf(app, context);
    const attempts = facts.stages.filter(({ id }) => id === stage);
    const [first] = attempts;
    if (first === undefined) throw unknownStage(facts.stages);
    return {
      app: facts.id,
      stage,
      name: first.name,
      attempts: attempts.map(({ attempt, status, tasks, failed, killed, runTime, gcTime, ...spreads }) => ({
        attempt,
        status,
        tasks,
        failed,
        killed,
        duration: spreads.duration,
        inputBytes: spreads.inputBytes,
        shuffleReadBytes: spreads.shuffleReadBytes,
        diskSpilled: spreads.diskSpilled,
        gcShare: runTime === 0 ? 0 : Math.round((gcTime / runTime) * 100) / 100,
      })),
      failures: facts.failures
        .filter((failure) => failure.stage === stage)
        .map(({ text, source, count }) => ({
          text: excerpt(text, null, { characters: 600, lines: 6 }),
          source,
          count,
        })),
    };
  },
});

const unknownStage = (stages: readonly StageFacts[]): SparkError =>
  new SparkError(
    "unknown-app",
    "The application has no such stage.",
    stages.length === 0
      ? "No stage of it ever ran; see diagnose_app."
      : `Its stages: ${[...new Set(stages.map(({ id }) => id))].slice(0, 20).join(", ")}.`,
  );
