/** Direction: what a legacy upstream says → a modern host. */
import type { JsonObject } from "../json.ts";
import type { Message } from "../message.ts";
import { drop, pass, type Treatment } from "./treatment.ts";

/** Results that must carry `ttlMs` and `cacheScope` (2026-07-28). A legacy server says neither, so: not kept, private. */
const cacheable = /^(resources\/read|.+\/list)$/;

/** Adds the members that a modern result has, in front of the result's own, without reading the body. */
export function resultToModern(method: string, message: Message): readonly Buffer[] {
  const { resultAt, resultType } = message.envelope;
  if (resultAt < 0 || resultType !== null) return message.pieces;
  const body = Buffer.concat(message.pieces);
  const empty = /^\s*\}/.test(body.toString("latin1", resultAt + 1, resultAt + 64));
  const members = cacheable.test(method)
    ? '"resultType":"complete","ttlMs":0,"cacheScope":"private"'
    : '"resultType":"complete"';
  return [body.subarray(0, resultAt + 1), Buffer.from(empty ? members : `${members},`), body.subarray(resultAt + 1)];
}

/** 2026-07-28 says -32602 where older revisions said -32002 (resource not found). */
export const errorToModern = (error: JsonObject): JsonObject =>
  error.code === -32002 ? { ...error, code: -32602 } : error;

const notifications: Readonly<Record<string, Treatment>> = {
  // Modern hosts are told these on their subscriptions alone.
  "notifications/tools/list_changed": drop,
  "notifications/prompts/list_changed": drop,
  "notifications/resources/list_changed": drop,
  "notifications/resources/updated": drop,
  "notifications/elicitation/complete": drop,
};

/** `logging` = the host asked for log messages: unasked it must get none. */
export function notificationToModernHost(method: string, logging: boolean): Treatment {
  if (method === "notifications/message" && !logging) return drop;
  return (Object.hasOwn(notifications, method) ? notifications[method] : undefined) ?? pass;
}
