/** Three tools of a server as a person approved them, for tests that change them. */
import type { DescribedTool } from "@drawbridge/contracts/tool-versions";

export const query: DescribedTool = {
  name: "query",
  title: "Query",
  description: "Runs one statement that only reads.",
  inputSchema: {
    type: "object",
    properties: {
      sql: { type: "string", maxLength: 10_000, description: "One statement." },
      limit: { type: "integer", minimum: 1, maximum: 1_000, default: 100 },
      format: { type: "string", enum: ["concise", "detailed"] },
    },
    required: ["sql"],
    additionalProperties: false,
  },
  outputSchema: { type: "object", properties: { rows: { type: "array", items: {} } } },
  annotations: { title: "Query", readOnlyHint: true },
  effect: "read",
  policy: "readers",
  minutesSaved: 5,
  timeLimitSeconds: 45,
};

export const dropTable: DescribedTool = {
  name: "drop_table",
  title: "Drop a table",
  description: "Removes a table and its rows.",
  inputSchema: { type: "object", properties: { table: { type: "string" } }, required: ["table"] },
  annotations: { readOnlyHint: false, destructiveHint: true },
  effect: "destructive",
  policy: "owners",
  minutesSaved: 2,
};

export const listTables: DescribedTool = {
  name: "list_tables",
  title: "List tables",
  description: "Names the tables of a schema.",
  inputSchema: { type: "object", properties: { schema: { type: "string" } } },
  annotations: { readOnlyHint: true },
  effect: "read",
  policy: "readers",
  minutesSaved: 1,
};

export const approved = [query, dropTable, listTables] as const;

/** `query` with other members in one property of its input schema. */
export const withParameter = (name: "sql" | "limit" | "format", members: object): DescribedTool => ({
  ...query,
  inputSchema: {
    ...query.inputSchema,
    properties: { ...parameters, [name]: { ...parameters[name], ...members } },
  },
});

const parameters: Readonly<Record<"sql" | "limit" | "format", object>> = {
  sql: { type: "string", maxLength: 10_000, description: "One statement." },
  limit: { type: "integer", minimum: 1, maximum: 1_000, default: 100 },
  format: { type: "string", enum: ["concise", "detailed"] },
};
