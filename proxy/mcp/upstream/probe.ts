/**
 * Finds out which era a server speaks: sends a modern request first and reads the answer (versioning, backward
 * compatibility).
 */

import { isObject, type JsonObject, objectAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import { objectOf } from "../../kernel/message.ts";
import { type Failed, failed } from "../../kernel/result.ts";
import { type Delivery, deliver } from "../delivery/delivery.ts";
import { refusesUnknown } from "../delivery/verdict.ts";
import { Client } from "../eras/client.ts";
import { type Facts, readDiscover } from "../eras/handshake.ts";
import { modernHeaders } from "../eras/headers.ts";
import { withMeta } from "../eras/legacy-host-to-modern.ts";
import { modernErrors, modernVersion } from "../eras/names.ts";
import { newestLegacyOf, unknownVersions, versionsIn } from "../eras/versions.ts";
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
    handshake: true,
    signal,
    silenceTimeoutMs,
  });
  return readProbe(entry.name, delivery);
}

export function readProbe(server: string, delivery: Delivery): Probe {
  switch (delivery.kind) {
    case "answered": {
      const message = objectOf(delivery.message) ?? {};
      const facts = readDiscover(objectAt(message, "result"));
      if (facts) return { kind: "modern", facts };
      return isObject(message.error) ? readError(server, message.error) : { kind: "legacy" };
    }
    case "error":
      return readError(server, delivery.error);
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

/** An error that only a modern server can give names the versions that it speaks, maybe older ones alone. */
function readError(server: string, error: JsonObject): Probe {
  if (typeof error.code !== "number" || !modernErrors.includes(error.code)) return { kind: "legacy" };
  const versions = versionsIn(JSON.stringify(error), modernVersion);
  return newestLegacyOf(versions) === null ? failed(unknownVersions(server, versions)) : { kind: "legacy" };
}

/** Whether the server refused a request by an error of its own (`refusesUnknown`). */
export const refusedAsUnknown = (delivery: Delivery): boolean =>
  delivery.kind === "error" && refusesUnknown(delivery.status, delivery.error.code);
