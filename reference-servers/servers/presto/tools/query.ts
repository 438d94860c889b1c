import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { budgetOf, overBudget } from "../budget.ts";
import { touchedBy } from "../change-summary.ts";
import { priceRead } from "../pricing.ts";
import { callerOf, type PrestoContext } from "../services.ts";
import { Amount } from "./output.ts";
import { nextPage, pageOf, QueryPage, waitFor } from "./query-page.ts";

/**
 * Tool query: runs one read within the caller's budget. It answers within the call's waiting time, with rows or a
 * query_id.
 */
export const query = defineTool({
  name: "query",
  title: "Query",
  description:
    "Runs one read-only Presto SQL statement (the embedded engine is DuckDB) and returns rows. Name tables as " +
    "find_tables does. If status is running, or rows are truncated, continue with query_result.",
  effect: "read",
  minutesSaved: 10,
  authorize: "presto-query",
  input: z.object({ sql: z.string() }),
  output: QueryPage.extend({ estimate: z.object({ rows: Amount, bytes: Amount }) }),
  shorten: { list: "rows", next: nextPage },

  async plan({ sql }, context: PrestoContext) {
    const priced = await priceRead(sql, context);
    const { read, tables, estimate } = priced;
    const over = overBudget(estimate, budgetFor(context));
    const objects = touchedBy({ targets: [], reads: read.tables }, estimate).reads;
    const count = `${tables.length} ${tables.length === 1 ? "table" : "tables"}`;
    const plan = {
      summary: `${read.statement.toUpperCase()} over ${count}${over === null ? "" : ` (${over})`}`,
      verb: read.statement.toUpperCase(),
      text: { language: "sql" as const, content: read.sql },
      target: context.services.engine.kind,
      effect: "read" as const,
      objects,
      writes: [],
      reads: objects,
      cost: { rows: estimate.rows, bytes: estimate.bytes },
      reversible: "yes" as const,
      similar: null,
      basis: { bindings: [], unheld: ["A read shows the contents of its tables and views at the time when it runs."] },
    };
    return { plan, prepared: priced };
  },

  approve: ({ cost }, context: PrestoContext) => (overBudget(cost, budgetFor(context)) === null ? "none" : "caller"),

  async run(_, context: PrestoContext, { read, estimate }) {
    const { engine, queries, settings } = context.services;
    const caller = callerOf(context);
    const running = queries.start({
      owner: caller.user,
      estimate,
      caps: settings.caps,
      execute: (signal) =>
        read.explainsChange
          ? engine.explainChange(read.sql, caller, signal)
          : engine.execute(read.sql, caller, signal, read.executes === null ? undefined : estimate),
    });
    try {
      await waitFor(running, context);
    } catch (stopped) {
      queries.forget(running);
      throw stopped;
    }
    const page = pageOf(running, 0, context);
    if (page.query_id === undefined) queries.forget(running);
    return { ...page, estimate: { rows: estimate.rows, bytes: estimate.bytes } };
  },
});

const budgetFor = ({ principal, services }: PrestoContext) => budgetOf(principal.groups, services.settings.budgets);
