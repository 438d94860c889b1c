/**
 * A call whose server wants a person's approval first: it is sent, decided elsewhere, and sent again. A call that a busy
 * server did not begin in time is sent once more, too.
 */
import { randomUUID } from "node:crypto";
import { type JsonObject, objectAt } from "../kernel/json.ts";
import { type Message, messageOf } from "../kernel/message.ts";
import type { Failed } from "../kernel/result.ts";
import type { Delivery } from "../mcp/delivery/delivery.ts";
import type { OutgoingCall, ToolRequest } from "../mcp/upstream/upstream.ts";
import { type ApprovalMarker, approvalIn } from "./approval-marker.ts";
import { saysNotBegun } from "./not-begun.ts";

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

/** Whether the agent still waits for a call that takes up to one more time limit of a tool. `startedAt`: ms since 1970. */
export type WaitsOn = (startedAt: number) => boolean;

/**
 * Sends the call. While the answer is a request for approval, it waits for the decision, with nothing open at the
 * server, and sends the call again. If the wait returns an answer, that is the answer of the call. Once, it also repeats a
 * call that was not begun, if `waitsOn` says so. Rejects as `send` and the wait do.
 */
export async function sendApproved(
  call: OutgoingCall,
  waitForDecision: WaitForDecision,
  waitsOn: WaitsOn,
): Promise<Delivery> {
  const { request, id, message, body, send } = call;
  const startedAt = Date.now();
  /** Sends it once more, under an id of its own, and returns the answer under the host's. */
  const sendAgain = async (again: JsonObject): Promise<Delivery> => {
    const ownId = `drawbridge-${randomUUID()}`;
    const underOwnId = { ...again, id: ownId };
    const delivery = await send(JSON.stringify(ownId), underOwnId, Buffer.from(JSON.stringify(underOwnId)));
    return delivery.kind === "answered"
      ? { ...delivery, message: underId(delivery.message, JSON.stringify(ownId), id) }
      : delivery;
  };
  let delivery = await send(id, message, body);
  let waitedFor: string | null = null;
  let current = message;
  let mayRepeat = true;
  while (delivery.kind === "answered") {
    const marker = approvalIn(delivery.message);
    const isDecided = marker?.form === "result" && marker.notice?.id === waitedFor;
    if (mayRepeat && saysNotBegun(delivery.message, isDecided) && waitsOn(startedAt)) {
      mayRepeat = false;
      delivery = await sendAgain(current);
      continue;
    }
    // A tool result about the request that was waited for reports its outcome, so it is the server's final answer.
    if (marker === null || isDecided) return delivery;
    const waited = await waitForDecision(marker, { request, startedAt });
    if (waited.kind === "failure") return waited;
    if (waited.kind === "result") return { ...delivery, message: resultOf(id, waited.result) };
    waitedFor = marker.notice?.id ?? null;
    current = goneOn(message, marker);
    delivery = await sendAgain(current);
  }
  return delivery;
}

const resultOf = (id: string, result: JsonObject): Message =>
  messageOf([Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":${JSON.stringify(result)}}`)]);

/** The same call again, with the server's own state if it gave one (patterns/mrtr). No answer in it means approval. */
function goneOn(message: JsonObject, { state, form }: ApprovalMarker): JsonObject {
  const params = objectAt(message, "params");
  const paramsWithAnswers = form === "question" ? { ...params, inputResponses: {} } : params;
  return {
    ...message,
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
