/**
 * Builds the answer to a request that the upstream does not answer, as one JSON line. The bridge and the broker use it.
 */

import type { ProxyErrorCode } from "@drawbridge/contracts/error-codes/proxy";
import * as methods from "./mcp-methods.ts";

export interface Failure {
  readonly code: ProxyErrorCode;
  /** What happened and what to do next, for a model to pass on. */
  readonly message: string;
}

/** The JSON-RPC code of our own failures. `data.code` says which one. */
const ownErrorCode = -32001;

/**
 * A failed `tools/call` is answered with a tool result, so that the model reads the reason. Any other failed request is
 * answered with a JSON-RPC error. `id` is JSON text. A 2026-07-28 result requires `resultType`, and an older one allows
 * it.
 */
export function failureAnswer(id: string, method: string | null, failure: Failure): string {
  if (method !== methods.callTool) return errorAnswer(id, ownErrorCode, failure.message, { code: failure.code });
  const result = {
    resultType: "complete",
    content: [{ type: "text", text: failure.message }],
    isError: true,
    _meta: { "drawbridge/code": failure.code },
  };
  return `{"jsonrpc":"2.0","id":${id},"result":${JSON.stringify(result)}}\n`;
}

/** A JSON-RPC error line. `id` is JSON text, "null" if none could be read (JSON-RPC 2.0 §5). */
export function errorAnswer(id: string, code: number, message: string, data?: unknown): string {
  return `{"jsonrpc":"2.0","id":${id},"error":${JSON.stringify({ code, message, data })}}\n`;
}
