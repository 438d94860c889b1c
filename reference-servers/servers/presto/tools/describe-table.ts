import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { SqlError } from "../errors.ts";
import { authorize } from "../resolving/authorize.ts";
import { callerOf, judgeFor, type PrestoContext } from "../services.ts";
import type { RelationName } from "../sql/object-name.ts";
import { Amount, commentOf, Shortened } from "./output.ts";

/** Tool describe_table: a table's columns with their comments, and its size. */
export const describeTable = defineTool({
  name: "describe_table",
  title: "Describe table",
  description: "Columns, comments and row count of one table.",
  effect: "read",
  minutesSaved: 5,
  authorize: "presto-query",
  input: z.object({ table: z.string().describe("A name from find_tables.") }),
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
    const tableName = await tableNamed(table, context);
    await authorize({ reads: [tableName], others: [] }, context);
    const { name, comment, rows, columns } = await services.engine.describeTable(tableName, callerOf(context), signal);
    return {
      name,
      ...commentOf(comment),
      rows,
      columns: columns.map((column) => ({ name: column.name, type: column.type, ...commentOf(column.comment) })),
    };
  },
});

/** Parses the name with the grammar. Throws SqlError if the text is no table name. */
async function tableNamed(text: string, context: PrestoContext): Promise<RelationName> {
  const verdict = await judgeFor(context).read(`DESCRIBE ${text}`);
  const [name, ...more] = verdict.kind === "read" && verdict.statement === "describe" ? verdict.tables : [];
  if (name !== undefined && more.length === 0) return name;
  throw new SqlError(
    "invalid-sql",
    "This is not the name of a table.",
    "Use the form of find_tables: catalog.schema.table, with double quotes around a part that is no plain word.",
  );
}
