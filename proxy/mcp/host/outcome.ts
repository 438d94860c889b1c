/** The outcome of a call, as the log says it. */
import { isObject, objectAt, parsed } from "../../kernel/json.ts";
import type { Reply } from "../upstream/upstream.ts";

/** A tool's error message is short. A longer answer (bytes) is not parsed to find one. */
const maxReadBytes = 64 * 1024;

/**
 * `ok`, `error` (the protocol's), `tool-error` (a result that its tool marks as an error), or the code of a failure.
 */
export function outcomeOf(reply: Reply): string {
  switch (reply.kind) {
    case "failure":
      return reply.failure.code;
    case "error":
      return "error";
    case "result":
      return reply.result.isError === true ? "tool-error" : "ok";
    case "message":
      return outcomeOfMessage(reply.pieces);
  }
}

function outcomeOfMessage(pieces: readonly Buffer[]): string {
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (bytes > maxReadBytes) return "ok";
  const [only = Buffer.alloc(0), ...others] = pieces;
  const text = others.length === 0 ? only : Buffer.concat(pieces);
  // Most answers contain neither word and need no parsing.
  if (!text.includes('"isError"') && !text.includes('"error"')) return "ok";
  const message = parsed(text.toString("utf8"));
  if (!isObject(message)) return "ok";
  if (isObject(message.error)) return "error";
  return objectAt(message, "result").isError === true ? "tool-error" : "ok";
}
