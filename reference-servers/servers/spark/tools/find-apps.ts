import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import type { SparkContext } from "../services.ts";
import { Shortened } from "./output.ts";

/** Tool find_apps: applications by a part of their id, name or user, the latest first. */
export const findApps = defineTool({
  name: "find_apps",
  title: "Find applications",
  description: "Applications whose id, name or user contains the pattern, latest first; all of them without one.",
  effect: "read",
  minutesSaved: 5,
  quotesOthers: true,
  authorize: "spark-read",
  input: z.object({ pattern: z.string().max(200).default(""), limit: z.number().max(100).default(20) }),
  output: z.object({
    truncated: Shortened,
    apps: z.array(z.looseObject({ app: z.string() })),
  }),
  shorten: { list: "apps", next: () => "Call find_apps with a longer pattern." },

  async run({ pattern, limit }, { services, signal }: SparkContext) {
    const applications = await services.sources.list(signal);
    const lowerPattern = pattern.toLowerCase();
    const matching = applications.filter(({ id, name, user }) =>
      [id, name, user].some((part) => part?.toLowerCase().includes(lowerPattern)),
    );
    return {
      apps: matching.slice(0, limit).map(({ id, name, user, changedAt, finished }) => ({
        app: id,
        name,
        user,
        changed: changedAt === null ? null : new Date(changedAt).toISOString(),
        finished,
      })),
    };
  },
});
