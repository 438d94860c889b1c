/**
 * Finds out which era a server speaks: sends a modern request first and reads the answer (versioning, backward
 * compatibility).
 */

import type { Failure } from "../../kernel/failure.ts";
import { objectAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import { objectOf } from "../../kernel/message.ts";
import { type Failed, failed } from "../../kernel/result.ts";
import { type Delivery, deliver } from "../delivery/delivery.ts";
import { Client } from "../eras/client.ts";
import { type Facts, readDiscover } from "../eras/handshake.ts";
import { modernHeaders } from "../eras/headers.ts";
import { withMeta } from "../eras/legacy-host-to-modern.ts";
import { modernErrors } from "../eras/names.ts";
import { requestDefaults, type UpstreamParts } from "./upstream.ts";

export type Probe =
  | { readonly kind: "modern"; readonly facts: Facts }
  | { readonly kind: "legacy" }
  /** The probe found out nothing. */
  | Failed;

export async function probe(
  { channel, entry, silenceTimeoutMs }: Pick<UpstreamParts, "channel" | "entry" | "silenceTimeoutMs">,
  signal: AbortSignal,
): Promise<Probe> {
  const id = "drawbridge-discover";
  const message = withMeta({ jsonrpc: "2.0", id, method: methods.discover, params: {} }, new Client());
  const delivery = await deliver(channel, entry, {
    ...requestDefaults,
    awaits: JSON.stringify(id),
    body: Buffer.from(JSON.stringify(message)),
    headers: modernHeaders(methods.discover, {}, {}),
    signal,
    silenceTimeoutMs,
  });
  return readProbe(delivery);
}

export function readProbe(delivery: Delivery): Probe {
  switch (delivery.kind) {
    case "answered": {
      const facts = readDiscover(objectAt(objectOf(delivery.message) ?? {}, "result"));
      return facts ? { kind: "modern", facts } : { kind: "legacy" };
    }
    case "error": {
      const { code } = delivery.error;
      if (typeof code !== "number" || !modernErrors.includes(code)) return { kind: "legacy" };
      return failed(versionUnknown);
    }
    case "failure": {
      const { failure, status = 0 } = delivery;
      // A plain refusal of an unknown request. A refusal in our own form is about the caller, not the era.
      const plain = failure.code === "bad-upstream" && status >= 400 && status < 500;
      return plain ? { kind: "legacy" } : failed(failure);
    }
    case "lost":
      return failed(delivery.failure);
    default:
      return { kind: "legacy" };
  }
}

/**
 * Whether the server refused a request by an error of its own, because it speaks another era or does not know the
 * session.
 */
export const refusedAsUnknown = (delivery: Delivery): boolean =>
  delivery.kind === "error" && delivery.status >= 400 && delivery.status < 500 && ownError(delivery.error.code);

/** Codes that revisions before 2026-07-28 left to implementations (basic/index, error codes), and "invalid request". */
const ownError = (code: unknown): boolean =>
  typeof code === "number" && (code === -32600 || (code >= -32019 && code <= -32000));

const versionUnknown: Failure = {
  code: "bad-upstream",
  message: "The server speaks only MCP versions that this Drawbridge does not know. Update Drawbridge.",
};
