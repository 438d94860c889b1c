/** What a test reads of a response that an agent got (JSON-RPC 2.0 §5). */
import { type JsonObject, objectAt } from "../../../proxy/kernel/json.ts";

export const resultOf = (response: JsonObject): JsonObject => objectAt(response, "result");

/** The code of Drawbridge's errors, in the result of a failed call. */
export const codeOf = (response: JsonObject): unknown => objectAt(resultOf(response), "_meta")["drawbridge/code"];

/** The content of a call's result, as JSON. */
export const contentOf = (response: JsonObject): string => JSON.stringify(resultOf(response).content);

/** The text of the first block of a call's result; the whole response as JSON where there is none. */
export function firstTextOf(response: JsonObject): string {
  const { content } = resultOf(response);
  return Array.isArray(content) ? String(content[0]?.text) : JSON.stringify(response);
}
