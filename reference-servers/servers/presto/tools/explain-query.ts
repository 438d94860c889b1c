import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { budgetOf, overBudget } from "../budget.ts";
import { SqlError, type SqlErrorCode } from "../errors.ts";
import { priceRead } from "../pricing.ts";
import type { PrestoContext } from "../services.ts";
import { Amount } from "./output.ts";

/** Tool explain_query: says whether query would run a statement, and what it would cost, without running it. */
export const explainQuery = defineTool({
  name: "explain_query",
  title: "Explain query",
  description:
    "Checks a statement without running it: tables, estimated rows and bytes, and whether your budget allows it.",
  effect: "read",
  minutesSaved: 3,
  authorize: "presto-query",
  input: z.object({ sql: z.string() }),
  output: z.object({
    valid: z.boolean(),
    within_budget: z.boolean(),
    reason: z.string().optional(),
    tables: z.array(z.string()),
    rows: Amount,
    bytes: Amount,
  }),

  async run({ sql }, context: PrestoContext) {
    try {
      const { tables, estimate } = await priceRead(sql, context);
      const over = overBudget(estimate, budgetOf(context.principal.groups, context.services.settings.budgets));
      return {
        valid: true,
        within_budget: over === null,
        ...(over === null ? {} : { reason: `It needs approval: ${over}.` }),
        tables: [...tables],
        rows: estimate.rows,
        bytes: estimate.bytes,
      };
    } catch (error) {
      if (!(error instanceof SqlError) || !statementErrors.has(error.code)) throw error;
      const reason = `${error.message} ${error.next}`;
      return { valid: false, within_budget: false, reason, tables: [], rows: unknown, bytes: unknown };
    }
  },
});

const unknown = "unknown" as const;

/** Errors of the statement are part of the answer; errors of the engine are failures. */
const statementErrors: ReadonlySet<SqlErrorCode> = new Set([
  "not-a-read",
  "invalid-sql",
  "not-read-here",
  "not-allowed",
  "denied-by-engine",
]);
