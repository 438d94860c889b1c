/** A call whose server wants a person's yes first: asked, decided elsewhere, and asked again. */
import { randomUUID } from "node:crypto";
import type { Failure } from "../kernel/failure.ts";
import { type JsonObject, objectAt } from "../kernel/json.ts";
import { type Message, messageOf } from "../kernel/message.ts";
import type { Delivery } from "../mcp/delivery/delivery.ts";
import type { OutgoingCall, ToolRequest } from "../mcp/upstream/upstream.ts";
import { type ApprovalMarker, approvalIn } from "./approval-marker.ts";

export interface HeldCall {
  readonly request: ToolRequest;
  /** When (ms since 1970) it came. */
  readonly begun: number;
}

/**
 * Waits for the decision on a call. Returns null where the registry says that the call was decided and may go on; else
 * the answer that the host gets in the server's place. Rejects only with the abort of the request's signal.
 */
export type WaitForDecision = (
  marker: ApprovalMarker,
  call: HeldCall,
) => Promise<Failure | { readonly result: JsonObject } | null>;

/**
 * Sends the call. While the answer is a request for approval, waits for the decision, with nothing open at the server,
 * and sends the call again. Where the wait returns an answer, that is the call's. Rejects as `send` and the wait do.
 */
export async function sendApproved(call: OutgoingCall, waitForDecision: WaitForDecision): Promise<Delivery> {
  const { request, id, message, body, send } = call;
  const begun = Date.now();
  let delivery = await send(id, message, body);
  let waitedFor: string | null = null;
  while (delivery.kind === "answered") {
    const marker = approvalIn(delivery.message);
    // A tool result about the request that was waited for tells its outcome: the server's last word.
    if (marker === null || (marker.form === "result" && marker.notice?.id === waitedFor)) return delivery;
    const instead = await waitForDecision(marker, { request, begun });
    if (instead !== null && "code" in instead) return { kind: "failure", failure: instead };
    if (instead !== null) return { ...delivery, message: resultOf(id, instead.result) };
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

/** The same call again, with the server's own state where it gave one (patterns/mrtr); no answer in it stands for a yes. */
function goneOn(message: JsonObject, id: string, { state, form }: ApprovalMarker): JsonObject {
  const params = objectAt(message, "params");
  const answered = form === "question" ? { ...params, inputResponses: {} } : params;
  return { ...message, id, params: state === undefined ? answered : { ...answered, requestState: state } };
}

/** The answer as it was, but under the id that is waited for; the text of a UUID stands nowhere else in it. */
function underId(message: Message, from: string, to: string): Message {
  const bytes = Buffer.concat(message.pieces);
  const at = bytes.indexOf(from);
  if (at < 0) return message;
  return messageOf([bytes.subarray(0, at), Buffer.from(to), bytes.subarray(at + from.length)]);
}
