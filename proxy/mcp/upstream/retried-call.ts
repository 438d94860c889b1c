/** A host's call that may wait for a server that restarts: how long, and what its host hears meanwhile. */
import { objectAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import { messageOf } from "../../kernel/message.ts";
import type { UpstreamRequest } from "../delivery/delivery.ts";
import type { HostRequest, UpstreamParts } from "./upstream.ts";

/**
 * Progress must increase (2025-11-25, progress), and what follows starts from its own first value. So this progress
 * increases by steps that are smaller than all others.
 */
const progressStep = 1e-6;

/** How the delivery of `request` is tried again. */
export function retriedCall(
  { message, askedBefore = false }: HostRequest,
  { retryTimeoutMs, host, entry }: Pick<UpstreamParts, "retryTimeoutMs" | "host" | "entry">,
): Pick<UpstreamRequest, "retryTimeoutMs" | "onPause" | "askedBefore"> {
  const { progressToken } = objectAt(objectAt(message, "params"), "_meta");
  let steps = 0;
  const onPause = (): void => {
    if (progressToken === undefined) return;
    steps += 1;
    const words = `${entry.name} cannot be reached just now. The call has not run; it is tried again.`;
    const params = { progressToken, progress: steps * progressStep, message: words };
    host.pass(messageOf([Buffer.from(JSON.stringify({ jsonrpc: "2.0", method: methods.progress, params }))]));
  };
  return { retryTimeoutMs, askedBefore, onPause };
}
