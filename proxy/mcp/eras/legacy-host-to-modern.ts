/** Direction: messages of a legacy host → a modern upstream. */

import { type JsonObject, objectAt, stringAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import type { Client } from "./client.ts";
import { meta, modernVersion } from "./names.ts";
import { answer, drop, pass, send, type Treatment } from "./treatment.ts";

type Translate = (message: JsonObject, client: Client) => Treatment;

/**
 * Requests that 2026-07-28 no longer has (changelog). They are answered here, with the effect that they had. Every
 * other request gets its `_meta`.
 */
const requests: Readonly<Record<string, Translate>> = {
  [methods.ping]: () => answer({}),
  [methods.setLogLevel]: (message, client) => {
    client.logLevel = stringAt(objectAt(message, "params"), "level") ?? null;
    return answer({});
  },
  [methods.subscribeToResource]: (message, client) => {
    const uri = stringAt(objectAt(message, "params"), "uri");
    if (uri !== undefined) client.resources.add(uri);
    return answer({});
  },
  [methods.unsubscribeFromResource]: (message, client) => {
    client.resources.delete(stringAt(objectAt(message, "params"), "uri") ?? "");
    return answer({});
  },
};

const notifications: Readonly<Record<string, Treatment>> = {
  [methods.initialized]: drop,
  [methods.rootsChanged]: drop,
  // In 2026-07-28 a request is cancelled by the end of its own stream.
  [methods.cancelled]: drop,
};

export function requestToModern(method: string, message: JsonObject, client: Client): Treatment {
  const translate = Object.hasOwn(requests, method) ? requests[method] : undefined;
  return translate ? translate(message, client) : send(withMeta(message, client));
}

export const notificationToModern = (method: string): Treatment =>
  (Object.hasOwn(notifications, method) ? notifications[method] : undefined) ?? pass;

/** The request with the `_meta` that every modern request carries. What the host put there is kept. */
export function withMeta(message: JsonObject, client: Client): JsonObject {
  const params = objectAt(message, "params");
  const hostMeta = objectAt(params, "_meta");
  const own = {
    [meta.protocolVersion]: modernVersion,
    [meta.clientInfo]: client.info,
    [meta.clientCapabilities]: client.capabilities,
    ...(client.logLevel !== null && { [meta.logLevel]: client.logLevel }),
  };
  return { ...message, params: { ...params, _meta: { ...hostMeta, ...own } } };
}
