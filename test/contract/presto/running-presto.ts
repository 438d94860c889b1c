/** Starts the Presto server on a small warehouse, with clients of the official SDK. */
import assert from "node:assert/strict";
import { startForTest, type TestCaller } from "@drawbridge/framework/testing";
import { prestoServer } from "@drawbridge/presto/server";
import type { Client } from "@modelcontextprotocol/client";
import { z } from "zod";
import { makeSmallWarehouse } from "../../support/engines/small-warehouse.ts";

export const eras = ["modern", "legacy"] as const;
export const ada = { user: "ada", groups: ["ads-eng"] };
export const ines = { user: "ines", groups: ["infra"] };

/** Never ends by itself; within a budget of 1e15 rows. */
export const endless =
  "SELECT count(*) FROM ads.events a, ads.events b, ads.events c WHERE length(a.device || b.device || c.device) = 99";

export const Page = z.object({
  status: z.string(),
  query_id: z.string().optional(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(z.unknown())),
  offset: z.number(),
  row_count: z.number(),
  estimate: z.object({ rows: z.unknown(), bytes: z.unknown() }).optional(),
  truncated: z.object({ reason: z.string(), shown: z.number(), next: z.string() }).optional(),
});

export interface RunningPresto {
  readonly warehouse: string;
  connect(caller: TestCaller): Promise<Client>;
  close(): Promise<void>;
}

export async function startPresto(settings: NodeJS.ProcessEnv = {}): Promise<RunningPresto> {
  const warehouse = await makeSmallWarehouse();
  const kit = await startForTest(prestoServer, {
    settings: { DRAWBRIDGE_WAREHOUSE: warehouse.file, ...settings },
  });
  return {
    warehouse: warehouse.file,
    connect: (caller) => kit.connect(caller),
    async close() {
      await kit.close();
      await warehouse.dispose();
    },
  };
}

/** The result of a call that must succeed; text and structured content must be the same. */
export async function answer(client: Client, name: string, args: Record<string, unknown>): Promise<unknown> {
  const result = await client.callTool({ name, arguments: args });
  assert.notEqual(result.isError, true, JSON.stringify(result.content));
  assert.deepEqual(JSON.parse(textOf(result.content)), result.structuredContent);
  return result.structuredContent;
}

export interface Failure {
  readonly code: unknown;
  readonly text: string;
}

/** The code and text of a call that must fail. */
export async function failure(client: Client, name: string, args: Record<string, unknown>): Promise<Failure> {
  const result = await client.callTool({ name, arguments: args });
  assert.equal(result.isError, true, JSON.stringify(result.content));
  return { code: result._meta?.["drawbridge/code"], text: textOf(result.content) };
}

const Content = z.tuple([z.object({ type: z.literal("text"), text: z.string() })]);
const textOf = (content: unknown): string => Content.parse(content)[0].text;
