import { defineTool } from "@drawbridge/framework/define-tool";
import { z } from "zod";
import { kindOf } from "../changes.ts";
import { plannedOf, planWrite } from "../planning.ts";
import { callerOf, type PrestoContext } from "../services.ts";
import { Amount } from "./output.ts";

/** Changes data or tables, once a person approved the exact statement: a second person where data in prod would be lost. */
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

  approve: ({ verb }, { environment }) => (environment === "prod" && overwrites(verb) ? "second-person" : "caller"),

  async run(_, context: PrestoContext) {
    const { change, planned } = plannedOf(context);
    return context.services.engine.makeChange(change, callerOf(context), {
      planned,
      begins: context.note,
      signal: context.signal,
    });
  },

  settle: (handle, { services, signal }) => services.engine.outcomeOf(handle, signal),
});

const overwrites = (verb: string): boolean =>
  kindOf({ verb: verb.replace("CREATE OR REPLACE ", "CREATE "), replaces: verb.startsWith("CREATE OR REPLACE ") })
    .overwrites;
