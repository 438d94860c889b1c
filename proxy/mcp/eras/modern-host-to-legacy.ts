/** Direction: messages of a modern host → a legacy upstream. */

import { type JsonObject, objectAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import { reservedMeta } from "./names.ts";
import { drop, pass, send, type Treatment } from "./treatment.ts";

/**
 * Removes the `_meta` of the modern era. Requests that the upstream does not know (discover, listen) were answered
 * before.
 */
export const requestToLegacy = (message: JsonObject): Treatment => send(withoutMeta(message));

export const notificationToLegacy = (method: string): Treatment => (method === methods.cancelled ? drop : pass);

/** The request without the modern era's own members. Trace context, progress token and unknown members are kept. */
function withoutMeta(message: JsonObject): JsonObject {
  const { inputResponses: _responses, requestState: _state, ...params } = objectAt(message, "params");
  const members = Object.entries(objectAt(params, "_meta")).filter(([key]) => !key.startsWith(reservedMeta));
  const { _meta, ...rest } = params;
  return { ...message, params: members.length > 0 ? { ...rest, _meta: Object.fromEntries(members) } : rest };
}
