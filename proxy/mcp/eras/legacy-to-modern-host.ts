/** Direction: messages of a legacy upstream → a modern host. */

import { isObject, type JsonObject } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import { type Message, objectOf } from "../../kernel/message.ts";
import { drop, pass, type Treatment } from "./treatment.ts";

/**
 * Results that must carry `ttlMs` and `cacheScope` (2026-07-28). A legacy server sends neither, so we add "do not
 * cache" and "private".
 */
const isCacheable = (method: string): boolean => method === methods.readResource || methods.isList(method);

/**
 * Adds the members that a modern result has, in front of the result's own members and without parsing the body. Or it
 * converts an error's code.
 */
export function answerToModern(method: string, message: Message): readonly Buffer[] {
  const { resultAt, resultType } = message.envelope;
  if (resultType !== null) return message.pieces;
  if (resultAt < 0) return withError(message);
  const body = Buffer.concat(message.pieces);
  const empty = /^\s*\}/.test(body.toString("latin1", resultAt + 1, resultAt + 64));
  const members = isCacheable(method)
    ? '"resultType":"complete","ttlMs":0,"cacheScope":"private"'
    : '"resultType":"complete"';
  return [body.subarray(0, resultAt + 1), Buffer.from(empty ? members : `${members},`), body.subarray(resultAt + 1)];
}

function withError(message: Message): readonly Buffer[] {
  const value = objectOf(message);
  if (!value || !isObject(value.error)) return message.pieces;
  return [Buffer.from(JSON.stringify({ ...value, error: errorToModern(value.error) }))];
}

/** 2026-07-28 uses -32602 where older revisions used -32002 (resource not found). */
export const errorToModern = (error: JsonObject): JsonObject =>
  error.code === -32002 ? { ...error, code: -32602 } : error;

const notifications: Readonly<Record<string, Treatment>> = {
  // Modern hosts get these only on their subscriptions.
  [methods.toolsChanged]: drop,
  [methods.promptsChanged]: drop,
  [methods.resourcesChanged]: drop,
  [methods.resourceUpdated]: drop,
  [methods.elicitationComplete]: drop,
  // It withdraws a question, whose id is the server's own. A modern host would take it for one of its subscriptions.
  [methods.cancelled]: drop,
};

/** `logging` says whether the host asked for log messages. If it did not, it must get none. */
export function notificationToModernHost(method: string, logging: boolean): Treatment {
  if (method === methods.logMessage && !logging) return drop;
  return (Object.hasOwn(notifications, method) ? notifications[method] : undefined) ?? pass;
}
