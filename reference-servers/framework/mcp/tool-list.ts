/** How the framework shows a tool to clients. */
import type { Effect } from "@drawbridge/contracts/access";
import type { Tool as ListedTool, ToolAnnotations } from "@modelcontextprotocol/server";
import type { Tool } from "../define-tool.ts";
import { compactJsonSchema } from "./json-schema.ts";

/** One entry of tools/list. Effect, policy and minutes saved stay with the registry: they would cost every agent tokens. */
export const listed = <Services>({ name, title, description, effect, input, output }: Tool<Services>): ListedTool => ({
  name,
  title,
  description,
  inputSchema: compactJsonSchema(input, "input"),
  outputSchema: compactJsonSchema(output, "output"),
  annotations: annotationsOf[effect],
});

/**
 * Agents run tools marked read-only without asking, so the marks follow from the effect and from nothing else. A read
 * may be repeated; whether a write may, nobody knows (MCP 2026-07-28, ToolAnnotations).
 */
const annotationsOf: Record<Effect, ToolAnnotations> = {
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  write: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
  destructive: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
};
