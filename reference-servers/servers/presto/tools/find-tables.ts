import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { restrictionsOf } from "../resolving/authorize.ts";
import { isOpenTo } from "../restricted-schemas.ts";
import { callerOf, type PrestoContext } from "../services.ts";
import { commentOf, Shortened } from "./output.ts";

/** Tool find_tables: lists tables and views by a part of their name. */
export const findTables = defineTool({
  name: "find_tables",
  title: "Find tables",
  description: "Tables and views whose name or comment contains the pattern; all of them without one.",
  effect: "read",
  minutesSaved: 5,
  authorize: "presto-query",
  input: z.object({ pattern: z.string().default("") }),
  output: z.object({
    tables: z.array(z.object({ name: z.string(), comment: z.string().optional() })),
    truncated: Shortened,
  }),
  shorten: { list: "tables", next: () => "Call find_tables with a longer pattern." },

  async run({ pattern }, context: PrestoContext) {
    const tables = await context.services.engine.findTables(pattern, callerOf(context), context.signal);
    const open = tables.filter(({ object }) => isOpenTo(context.principal, object, restrictionsOf(context)));
    return { tables: open.map(({ name, comment }) => ({ name, ...commentOf(comment) })) };
  },
});
