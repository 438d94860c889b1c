import { defineTool } from "@drawbridge/framework/define-tool";
import { z } from "zod";
import { SqlError } from "../errors.ts";
import { refusal } from "../pricing.ts";
import type { PrestoContext } from "../services.ts";

/**
 * Changes data or tables, once a person approved the exact statement. There are no approvals yet, so the framework ends
 * every call after its plan; and no engine connection writes, so that nothing rests on that alone.
 */
export const writeQuery = defineTool({
  name: "write_query",
  title: "Change data",
  description: "One INSERT, UPDATE, DELETE, CREATE, … Each call needs a person's approval of that statement.",
  effect: "destructive",
  minutesSaved: 10,
  authorize: "presto-write",
  input: z.object({ sql: z.string() }),
  output: z.object({ done: z.boolean() }),

  async plan({ sql }, { services }: PrestoContext) {
    const verdict = await services.judge.change(sql);
    if (verdict.kind === "refused") throw refusal(verdict);
    const { verb, targets, reads } = verdict;
    return {
      summary: targets.length === 0 ? verb : `${verb} ${targets.join(", ")}`,
      target: services.engine.kind,
      effect: "destructive",
      objects: [...new Set([...targets, ...reads])],
      cost: { rows: "unknown", bytes: "unknown" },
      reversible: "unknown",
    };
  },

  approve: () => "caller",

  async run() {
    throw new SqlError(
      "denied-by-engine",
      "This server's engine connections only read.",
      "Ask Data Platform (#presto-help).",
    );
  },
});
