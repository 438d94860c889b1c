import { defineTool } from "@drawbridge/framework/define-tool";
import { z } from "zod";
import { callerOf, type PrestoContext } from "../services.ts";
import { Amount, commentOf, Shortened } from "./output.ts";

/** A table's columns, with what they mean, and its size. */
export const describeTable = defineTool({
  name: "describe_table",
  title: "Describe table",
  description: "Columns, comments and row count of one table.",
  effect: "read",
  minutesSaved: 5,
  authorize: "presto-query",
  input: z.object({ table: z.string().describe("A name that find_tables gave.") }),
  output: z.object({
    name: z.string(),
    comment: z.string().optional(),
    rows: Amount,
    columns: z.array(z.object({ name: z.string(), type: z.string(), comment: z.string().optional() })),
    truncated: Shortened,
  }),
  shorten: { list: "columns", next: () => "Query information_schema.columns for the rest." },

  async run({ table }, context: PrestoContext) {
    const { services, signal } = context;
    const { name, comment, rows, columns } = await services.engine.describeTable(table, callerOf(context), signal);
    return {
      name,
      ...commentOf(comment),
      rows,
      columns: columns.map((column) => ({ name: column.name, type: column.type, ...commentOf(column.comment) })),
    };
  },
});
