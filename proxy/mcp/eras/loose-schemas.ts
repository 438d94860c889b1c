/**
 * Output of any JSON type (2026-07-28). Older revisions know only objects, and a client that checks this drops the
 * whole list because of one other tool. So for a legacy host such a tool loses its output schema, and its results lose
 * their structured content. The text has the same content (SEP-2106).
 */
import { isObject, type JsonObject } from "../../kernel/json.ts";

/** Whether the tool has an output schema that an older host cannot accept. */
export const isLoose = (tool: JsonObject): boolean =>
  isObject(tool.outputSchema) && tool.outputSchema.type !== "object";

/** The tools as a legacy host may see them. It is the same array if nothing has to change. */
export function toolsToLegacy(tools: readonly JsonObject[]): readonly JsonObject[] {
  if (!tools.some(isLoose)) return tools;
  return tools.map((tool) => {
    const { outputSchema: _schema, ...rest } = tool;
    return isLoose(tool) ? rest : tool;
  });
}

/** The result of such a tool for a legacy host. */
export function resultToLegacy(result: JsonObject): JsonObject {
  const { structuredContent, ...rest } = result;
  if (structuredContent === undefined || isObject(structuredContent)) return result;
  const content = Array.isArray(rest.content) ? rest.content : [];
  const hasText = content.some((block) => isObject(block) && block.type === "text");
  return hasText ? rest : { ...rest, content: [...content, { type: "text", text: JSON.stringify(structuredContent) }] };
}
