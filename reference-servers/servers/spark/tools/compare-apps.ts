import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import type { ApplicationFacts } from "../application/facts.ts";
import { factsOf, type SparkContext } from "../services.ts";
import { summaryOf } from "./app-summary.ts";

/** Tool compare_apps: what differs between two runs, for example one that worked and one that failed. */
export const compareApps = defineTool({
  name: "compare_apps",
  title: "Compare two applications",
  description: "Two runs side by side: time, failures, bottlenecks, and the Spark properties and stages that differ.",
  effect: "read",
  minutesSaved: 15,
  quotesOthers: true,
  authorize: "spark-read",
  input: z.object({ before: z.string(), after: z.string() }),
  output: z.object({
    before: z.array(z.string()),
    after: z.array(z.string()),
    properties: z.array(z.string()),
    stages: z.array(z.string()),
  }),

  async run({ before, after }, context: SparkContext) {
    const [first, right] = [await factsOf(before, context), await factsOf(after, context)];
    const names = new Set([...first.properties.keys(), ...right.properties.keys()]);
    const differing = [...names].filter(
      (name) => !differsPerRun.test(name) && first.properties.get(name) !== right.properties.get(name),
    );
    return {
      before: side(first),
      after: side(right),
      properties: differing
        .sort()
        .slice(0, maxProperties)
        .map(
          (name) => `${name}: ${first.properties.get(name) ?? "not set"} → ${right.properties.get(name) ?? "not set"}`,
        ),
      stages: stageChanges(timesOf(first), timesOf(right)),
    };
  },
});

/** Maximum properties shown; two runs of one job differ in few. */
const maxProperties = 40;
/** Maximum stages shown: those whose time changed most. */
const maxStages = 8;
/** Properties that differ in every run. */
const differsPerRun =
  /^spark\.(app\.(id|startTime|submitTime|initial)|driver\.(port|host|bindAddress)|.*\.port$|repl\.class|sql\.warehouse\.dir|.*artifact)/;

function side(facts: ApplicationFacts): string[] {
  const { about, seconds, bottlenecks } = summaryOf(facts);
  const took = seconds === null ? "end unknown" : `took ${seconds} s`;
  return [`${facts.id}: ${about}; ${took}`, ...bottlenecks.slice(0, 3).map(({ text }) => text)];
}

/** Task time by stage name, because ids differ between two runs and names rarely do. */
function timesOf({ stages }: ApplicationFacts): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { name, runTime } of stages) times.set(name, (times.get(name) ?? 0) + runTime);
  return times;
}

function stageChanges(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] {
  const seconds = (ms: number | undefined): string =>
    ms === undefined ? "did not run" : `${(ms / 1000).toFixed(1)} s`;
  const change = (name: string): number => Math.abs((after.get(name) ?? 0) - (before.get(name) ?? 0));
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort((a, b) => change(b) - change(a))
    .slice(0, maxStages)
    .map((name) => `${name.slice(0, 80)}: ${seconds(before.get(name))} → ${seconds(after.get(name))}`);
}
