/** A call whose server wants a person's approval first: it is sent, decided elsewhere, and sent again. */
import { randomUUID } from "node:crypto";
import { type JsonObject, objectAt } from "../kernel/json.ts";
import { type Message, messageOf } from "../kernel/message.ts";
import type { Failed } from "../kernel/result.ts";
import type { Delivery } from "../mcp/delivery/delivery.ts";
import type { OutgoingCall, ToolRequest } from "../mcp/upstream/upstream.ts";
import { type ApprovalMarker, approvalIn } from "./approval-marker.ts";

export interface HeldCall {
  readonly request: ToolRequest;
  /** When (ms since 1970) the call came. */
  readonly startedAt: number;
}

/** How the wait for a decision ended. */
export type Waited =
  /** The registry says that the call was decided, so it is sent again. */
  | { readonly kind: "decided" }
  /** The host gets this instead of the server's answer. */
  | { readonly kind: "result"; readonly result: JsonObject }
  | Failed;

/** Waits for the decision on a call. Rejects only with the abort of the request's signal. */
export type WaitForDecision = (marker: ApprovalMarker, call: HeldCall) => Promise<Waited>;

/**
 * Sends the call. While the answer is a request for approval, it waits for the decision, with nothing open at the
 * server, and sends the call again. If the wait returns an answer, that is the answer of the call. Rejects as `send`
 * and the wait do.
 */
export async function sendApproved(call: OutgoingCall, waitForDecision: WaitForDecision): Promise<Delivery> {
  const { request, id, message, body, send } = call;
  const startedAt = Date.now();
  let delivery = await send(id, message, body);
  let waitedFor: string | null = null;
  while (delivery.kind === "answered") {
    const marker = approvalIn(delivery.message);
    // A tool result about the request that was waited for reports its outcome, so it is the server's final answer.
    if (marker === null || (marker.form === "result" && marker.notice?.id === waitedFor)) return delivery;
    const waited = await waitForDecision(marker, { request, startedAt });
    if (waited.kind === "failure") return waited;
    if (waited.kind === "result") return { ...delivery, message: resultOf(id, waited.result) };
    waitedFor = marker.notice?.id ?? null;
    const ownId = `drawbridge-${randomUUID()}`;
    const again = goneOn(message, ownId, marker);
    delivery = await send(JSON.stringify(ownId), again, Buffer.from(JSON.stringify(again)));
    if (delivery.kind === "answered") {
      delivery = { ...delivery, message: underId(delivery.message, JSON.stringify(ownId), id) };
    }
  }
  return delivery;
}

const resultOf = (id: string, result: JsonObject): Message =>
  messageOf([Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":${JSON.stringify(result)}}`)]);

/** The same call again, with the server's own state if it gave one (patterns/mrtr). No answer in it means approval. */
function goneOn(message: JsonObject, id: string, { state, form }: ApprovalMarker): JsonObject {
  const params = objectAt(message, "params");
  const paramsWithAnswers = form === "question" ? { ...params, inputResponses: {} } : params;
  return {
    ...message,
    id,
    params: state === undefined ? paramsWithAnswers : { ...paramsWithAnswers, requestState: state },
  };
}

/**
 * The same answer under the id that the host waits for. The old id is a UUID, so its text is nowhere else in the
 * answer.
 */
function underId(message: Message, from: string, to: string): Message {
  const bytes = Buffer.concat(message.pieces);
  const at = bytes.indexOf(from);
  if (at < 0) return message;
  return messageOf([bytes.subarray(0, at), Buffer.from(to), bytes.subarray(at + from.length)]);
}
