import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { needOf } from "../change-kinds.ts";
import { planWrite } from "../planning.ts";
import { callerOf, type PrestoContext } from "../services.ts";
import { Amount } from "./output.ts";

/**
 * Tool write_query: changes data or tables after a person approved the exact statement; a second person if data in prod
 * would be lost.
 */
export const writeQuery = defineTool({
  name: "write_query",
  title: "Change data",
  description: "One INSERT, UPDATE, DELETE, CREATE, … Each call needs a person's approval of that statement.",
  effect: "destructive",
  minutesSaved: 10,
  authorize: "presto-write",
  input: z.object({ sql: z.string() }),
  output: z.object({ rows: Amount }),

  plan: ({ sql }, context: PrestoContext) => planWrite(sql, context),

  approve: (_, { environment }, { kind }) => needOf(kind, environment),

  async run(_, context: PrestoContext, { change, planned, resolution }) {
    return context.services.engine.makeChange(change, callerOf(context), {
      planned,
      resolution,
      begins: context.note,
      signal: context.signal,
    });
  },

  changedRows: ({ rows }) => rows,

  settle: (handle, { services, signal }) => services.engine.outcomeOf(handle, signal),
});
