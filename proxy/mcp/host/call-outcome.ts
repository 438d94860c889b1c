/** How a call ended, as the log says it. */
import { approvalMetaKey } from "@drawbridge/contracts/approvals";
import { callErrors } from "@drawbridge/contracts/error-codes/calls";
import { isObject, type JsonObject, objectAt, parsed, stringAt } from "../../kernel/json.ts";
import type { Reply } from "../upstream/upstream.ts";

export interface CallEnd {
  /**
   * `ok`, `error` (the protocol's), the code by which the server's framework says why the call did not succeed, `tool-error`
   * (any other result that its tool marks as an error), or the code of a failure.
   */
  readonly outcome: string;
  /** The request for approval that the answer is about; null where it is about none. */
  readonly request: string | null;
}

/** A tool's error message is short. A longer answer (bytes) is not parsed to find one. */
const maxReadBytes = 64 * 1024;

export function endOf(reply: Reply): CallEnd {
  switch (reply.kind) {
    case "failure":
      return plainEnd(reply.failure.code);
    case "error":
      return plainEnd("error");
    case "result":
      return endOfResult(reply.result);
    case "message":
      return endOfMessage(reply.pieces);
  }
}

const plainEnd = (outcome: string): CallEnd => ({ outcome, request: null });

function endOfMessage(pieces: readonly Buffer[]): CallEnd {
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (bytes > maxReadBytes) return plainEnd("ok");
  const [only = Buffer.alloc(0), ...others] = pieces;
  const text = others.length === 0 ? only : Buffer.concat(pieces);
  // Most answers contain none of these words and need no parsing.
  if (!words.some((word) => text.includes(word))) return plainEnd("ok");
  const message = parsed(text.toString("utf8"));
  if (!isObject(message)) return plainEnd("ok");
  if (isObject(message.error)) return plainEnd("error");
  return endOfResult(objectAt(message, "result"));
}

const words = ['"isError"', '"error"', '"drawbridge/code"'] as const;

function endOfResult(result: JsonObject): CallEnd {
  const meta = objectAt(result, "_meta");
  const code = stringAt(meta, "drawbridge/code") ?? "";
  // Only codes that the framework has: a name of a server's own must not pass for one of ours.
  const knownCode = Object.hasOwn(callErrors, code) ? code : null;
  const id = stringAt(objectAt(meta, approvalMetaKey), "id") ?? "";
  return {
    outcome: knownCode ?? (result.isError === true ? "tool-error" : "ok"),
    request: /^[\w-]{1,64}$/.test(id) ? id : null,
  };
}
