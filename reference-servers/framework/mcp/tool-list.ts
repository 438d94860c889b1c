/** How the framework shows a tool to clients. */
import type { Effect } from "@drawbridge/contracts/access";
import type { Tool as ListedTool, ToolAnnotations } from "@modelcontextprotocol/server";
import type { Tool } from "../define-tool.ts";

/**
 * One entry of tools/list. Effect, policy and minutes saved stay with the registry, because they would cost every agent
 * tokens.
 */
export const listedTool = <Services>({
  name,
  title,
  description,
  effect,
  inputSchema,
  outputSchema,
}: Tool<Services>): ListedTool => ({
  name,
  title,
  description,
  inputSchema,
  outputSchema,
  annotations: annotationsOf[effect],
});

/**
 * Agents run tools marked read-only without asking, so the marks follow only from the effect. The rest follows from the
 * protocol's own defaults: a read is neither destructive nor harmful to repeat, and for a write the framework cannot
 * promise that it may be repeated (MCP 2026-07-28, ToolAnnotations).
 */
const annotationsOf: Record<Effect, ToolAnnotations> = {
  read: { readOnlyHint: true },
  write: { readOnlyHint: false, destructiveHint: false },
  destructive: { readOnlyHint: false, destructiveHint: true },
};
