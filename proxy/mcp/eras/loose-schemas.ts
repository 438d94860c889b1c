/**
 * Output of any JSON type (2026-07-28): older revisions know objects alone, and a client that checks them drops a whole
 * list for one tool of another kind. Such a tool loses its output schema there, and its results their structured
 * content, which is in the text too (SEP-2106).
 */
import { isObject, type JsonObject } from "../../kernel/json.ts";

/** Whether the tool promises output that an older host cannot take. */
export const isLoose = (tool: JsonObject): boolean =>
  isObject(tool.outputSchema) && tool.outputSchema.type !== "object";

/** The tools as a legacy host may see them; the same array where it may see all of it. */
export function toolsToLegacy(tools: readonly JsonObject[]): readonly JsonObject[] {
  if (!tools.some(isLoose)) return tools;
  return tools.map((tool) => {
    const { outputSchema: _schema, ...rest } = tool;
    return isLoose(tool) ? rest : tool;
  });
}

/** The result of a loose tool for a legacy host. */
export function resultToLegacy(result: JsonObject): JsonObject {
  const { structuredContent, ...rest } = result;
  if (structuredContent === undefined || isObject(structuredContent)) return result;
  const content = Array.isArray(rest.content) ? rest.content : [];
  const hasText = content.some((block) => isObject(block) && block.type === "text");
  return hasText ? rest : { ...rest, content: [...content, { type: "text", text: JSON.stringify(structuredContent) }] };
}
