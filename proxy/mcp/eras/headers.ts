/**
 * The headers that repeat parts of a modern request's body (2026-07-28, Streamable HTTP: request metadata, custom
 * headers).
 */

import { isObject, type JsonObject, objectAt, stringAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import { modernVersion } from "./names.ts";

/** `inputSchema` is that of the called tool, if it is known. */
export function modernHeaders(method: string, params: JsonObject, inputSchema: JsonObject): Record<string, string> {
  const name = methodsWithName.has(method) ? (stringAt(params, "name") ?? stringAt(params, "uri")) : undefined;
  const headers: Record<string, string> = { "mcp-protocol-version": modernVersion, "mcp-method": encoded(method) };
  if (name !== undefined) headers["mcp-name"] = encoded(name);
  if (method === methods.callTool) Object.assign(headers, parameterHeaders(inputSchema, objectAt(params, "arguments")));
  return headers;
}

const methodsWithName: ReadonlySet<string> = new Set([methods.callTool, methods.readResource, methods.getPrompt]);

/** An `Mcp-Param-*` header for each argument whose schema asks for it. Only chains of `properties` are followed. */
function parameterHeaders(schema: JsonObject, value: JsonObject): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [key, property] of Object.entries(objectAt(schema, "properties"))) {
    if (!isObject(property)) continue;
    const argument = value[key];
    const header = stringAt(property, "x-mcp-header");
    const primitive = typeof argument === "string" || typeof argument === "boolean" || Number.isSafeInteger(argument);
    if (header !== undefined && token.test(header) && primitive) {
      headers[`mcp-param-${header.toLowerCase()}`] = encoded(String(argument));
    }
    if (isObject(argument)) Object.assign(headers, parameterHeaders(property, argument));
  }
  return headers;
}

/** RFC 9110 §5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const plain = /^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?$/;
const sentinel = /^=\?base64\?.*\?=$/;

/** A value in the form that a header may carry: unchanged, or as Base64 if it would not survive unchanged. */
export const encoded = (value: string): string =>
  plain.test(value) && !sentinel.test(value) ? value : `=?base64?${Buffer.from(value, "utf8").toString("base64")}?=`;
