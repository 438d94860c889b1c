/** The three reads of the official MCP Registry API (its openapi.yaml of 2025-12-01) that editors need. */
import { z } from "zod";
import { route } from "../http-api/route.ts";

const Entry = z.object({
  server: z.looseObject({ name: z.string(), description: z.string(), version: z.string() }),
  _meta: z.looseObject({}),
});
const Page = z.object({
  servers: z.array(Entry),
  metadata: z.object({ count: z.number().int(), nextCursor: z.string().optional() }),
});

export const listMcpServers = route({
  area: "mcpRegistry",
  method: "GET",
  path: "/servers",
  query: z.object({
    limit: z.coerce.number<number | string>().int().min(1).max(100).default(30),
    cursor: z.string().max(300).optional(),
    search: z.string().max(300).optional(),
  }),
  answers: { 200: Page },
  refusals: [400],
});

export const listMcpServerVersions = route({
  area: "mcpRegistry",
  method: "GET",
  path: "/servers/:name/versions",
  answers: { 200: Page },
  refusals: [404],
});

export const readMcpServerVersion = route({
  area: "mcpRegistry",
  method: "GET",
  path: "/servers/:name/versions/:version",
  answers: { 200: Entry },
  refusals: [404],
});
