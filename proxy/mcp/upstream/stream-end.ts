/** What the end of a stream of changes says: whether the server knows no subscriptions, refuses one now, or just ended it. */

import { oneLine, quoted } from "@drawbridge/contracts/visible-text";
import { isObject, type JsonObject, objectAt } from "../../kernel/json.ts";
import { objectOf } from "../../kernel/message.ts";
import type { Delivery } from "../delivery/delivery.ts";

/** Since when a server refuses to report changes, and the reason that it gives. */
export interface RefusedStream {
  readonly since: Date;
  readonly why: string;
}

export type StreamEnd =
  /** The server has no subscriptions, or none for what is wanted. */
  | { readonly kind: "unsupported" }
  /** The server has subscriptions, but gives none just now. `why` is for a person. */
  | { readonly kind: "refused"; readonly why: string }
  /** The stream broke, or the server was not reached. */
  | { readonly kind: "ended" };

/** How much (characters) of a server's words is quoted. */
const maxQuoted = 200;

/** Too many requests (RFC 6585 §4): from the edge, or from a server on another framework. */
const tooManyRequests = 429;

/**
 * `granted` is what the server acknowledged; null if it acknowledged nothing. A `delivery` of null means that the stream
 * was given up from this side.
 */
export function streamEndOf(delivery: Delivery | null, granted: JsonObject | null): StreamEnd {
  if (granted !== null) return { kind: Object.keys(granted).length > 0 ? "ended" : "unsupported" };
  if (delivery?.kind === "failure") {
    const { status, failure } = delivery;
    if (status === 404 || status === 405) return { kind: "unsupported" };
    return status === tooManyRequests
      ? { kind: "refused", why: oneLine(failure.message, maxQuoted) }
      : { kind: "ended" };
  }
  const error = delivery === null ? null : errorIn(delivery);
  if (error === null) return { kind: "ended" };
  if (typeof error.code === "number" && unsupportedCodes.has(error.code)) return { kind: "unsupported" };
  return { kind: "refused", why: `it said ${quoted(String(error.message), maxQuoted)}` };
}

function errorIn(delivery: Delivery): JsonObject | null {
  if (delivery.kind === "error") return delivery.error;
  if (delivery.kind !== "answered") return null;
  const message = objectOf(delivery.message) ?? {};
  return isObject(message.error) ? objectAt(message, "error") : null;
}

/** Invalid request, method not found, invalid params (JSON-RPC 2.0 §5.1). */
const unsupportedCodes: ReadonlySet<number> = new Set([-32600, -32601, -32602]);
