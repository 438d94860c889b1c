import assert from "node:assert/strict";
import { type Context, defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { compactJsonSchema } from "../../../../reference-servers/framework/json-schema.ts";
import { listedTool } from "../../../../reference-servers/framework/mcp/tool-list.ts";
import { verifies } from "../../../support/verifies.ts";

const common = {
  ...{ name: "query", title: "Run a query", description: "Reads.", minutesSaved: 5, authorize: "p" },
  input: z.object({ sql: z.string().describe("One SELECT."), limit: z.int().min(1).max(1_000).default(100) }),
  output: z.object({ rows: z.array(z.array(z.string())), count: z.int() }),
  run: async (_: unknown, __: Context) => ({ rows: [], count: 0 }),
};
const read = defineTool({ ...common, effect: "read" });
const write = defineTool({ ...common, effect: "write" });
const destructive = defineTool({
  ...common,
  effect: "destructive",
  plan: async () => assert.fail("no call is planned here"),
  approve: () => "none",
});

describe("a tool as clients see it", () => {
  it(
    verifies(
      "framework.annotations",
      "A tool is listed as read-only where it reads, and as destructive where it destroys",
    ),
    () => {
      assert.deepEqual(listedTool(read).annotations, { readOnlyHint: true });
      assert.deepEqual(listedTool(write).annotations, { readOnlyHint: false, destructiveHint: false });
      assert.deepEqual(listedTool(destructive).annotations, { readOnlyHint: false, destructiveHint: true });
    },
  );

  it(verifies("framework.stable-list", "A listed tool has no more words than it needs"), () => {
    assert.deepEqual(listedTool(read), {
      name: "query",
      title: "Run a query",
      description: "Reads.",
      inputSchema: {
        type: "object",
        properties: {
          sql: { type: "string", description: "One SELECT." },
          limit: { type: "integer", minimum: 1, maximum: 1_000, default: 100 },
        },
        required: ["sql"],
      },
      outputSchema: {
        type: "object",
        properties: {
          rows: { type: "array", items: { type: "array", items: { type: "string" } } },
          count: { type: "integer" },
        },
        required: ["rows", "count"],
      },
      annotations: { readOnlyHint: true },
    });
  });

  it(verifies("framework.stable-list", "A listed tool keeps what its schema says about further fields"), () => {
    const strict = compactJsonSchema(z.strictObject({ a: z.string() }), "input");
    assert.equal(strict.additionalProperties, false);
    const open = compactJsonSchema(z.object({ labels: z.record(z.string(), z.number()) }), "input");
    assert.deepEqual(open.properties, {
      labels: { type: "object", propertyNames: { type: "string" }, additionalProperties: { type: "number" } },
    });
  });
});
