/** A `tools/call` request, which is recognised and parsed once, where it comes from the agent. */

import { type JsonObject, objectAt, stringAt } from "./json.ts";
import * as methods from "./mcp-methods.ts";

export interface ToolCall {
  /** The tool's name; "" if the request names none. */
  readonly tool: string;
  readonly args: JsonObject;
}

/** The call in a request; null for every other request. */
export function toolCallOf(method: string, message: JsonObject): ToolCall | null {
  if (method !== methods.callTool) return null;
  const params = objectAt(message, "params");
  return { tool: stringAt(params, "name") ?? "", args: objectAt(params, "arguments") };
}
