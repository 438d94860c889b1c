import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import type { Row } from "../engines/engine.ts";
import { SqlError } from "../errors.ts";
import { groupings, revenueQuery } from "../revenue-query.ts";
import { callerOf, type PrestoContext } from "../services.ts";
import { Shortened } from "./output.ts";

const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "a month is written YYYY-MM");

/**
 * Tool get_revenue_metrics: the agreed revenue figures, so that no agent has to guess the right table and arithmetic.
 */
export const getRevenueMetrics = defineTool({
  name: "get_revenue_metrics",
  title: "Revenue metrics",
  description: "Agreed revenue figures in US dollars for whole months (YYYY-MM).",
  effect: "read",
  minutesSaved: 15,
  authorize: "revenue-metrics",
  input: z
    .object({
      from: Month,
      to: Month,
      advertiser: z.string().optional(),
      by: z.enum(groupings).default("month"),
    })
    .refine(({ from, to }) => from <= to, { path: ["to"], message: "must not be before from" }),
  output: z.object({
    metrics: z.array(
      z.object({ group: z.string(), gross_usd: z.string(), credits_usd: z.string(), net_usd: z.string() }),
    ),
    truncated: Shortened,
  }),
  shorten: { list: "metrics", next: () => "Request fewer months or one advertiser." },

  async run(question, context: PrestoContext) {
    const { engine, settings } = context.services;
    if (settings.revenueTable === null) {
      throw new SqlError(
        "not-configured",
        "No revenue table is configured for this engine.",
        "Ask Data Platform (#presto-help) to set PRESTO_REVENUE_TABLE.",
      );
    }
    const sql = revenueQuery(settings.revenueTable, question);
    const execution = await engine.execute(sql, callerOf(context), context.signal);
    const metrics = [];
    for await (const batch of execution.batches()) metrics.push(...batch.map(metric));
    return { metrics };
  },
});

function metric([group, gross, credits, net]: Row) {
  return { group: String(group), gross_usd: String(gross), credits_usd: String(credits), net_usd: String(net) };
}
