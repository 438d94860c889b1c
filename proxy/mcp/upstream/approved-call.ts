/** A call whose server wants a person's yes first: asked, decided elsewhere, and asked again. */
import { randomUUID } from "node:crypto";
import { type Asked, approvalIn } from "../../approvals/approval-marker.ts";
import type { Delivery } from "../delivery.ts";
import { type JsonObject, objectAt } from "../json.ts";
import { type Message, messageOf } from "../message.ts";
import type { Gate, HostRequest } from "./upstream.ts";

export interface ApprovedCall {
  readonly request: HostRequest;
  /** JSON text, as in `message`. */
  readonly id: string;
  readonly message: JsonObject;
  readonly body: Buffer;
  readonly gate: Gate;
  send(id: string, message: JsonObject, body: Buffer): Promise<Delivery>;
}

/**
 * Sends the call. While the answer stands for a request for approval, waits at the gate, where nothing is open at the
 * server, and sends it again; what the gate says instead is the answer. Rejects as `send` and the gate do.
 */
export async function sendApproved({ request, id, message, body, gate, send }: ApprovedCall): Promise<Delivery> {
  const begun = Date.now();
  let delivery = await send(id, message, body);
  let waitedFor: string | null = null;
  while (delivery.kind === "answered") {
    const asked = approvalIn(delivery.message);
    // A tool result about the request that was waited for tells its outcome: the server's last word.
    if (asked === null || (asked.form === "result" && asked.notice?.id === waitedFor)) return delivery;
    const instead = await gate.pass(asked, { request, begun });
    if (instead !== null && "code" in instead) return { kind: "failure", failure: instead };
    if (instead !== null) return { ...delivery, message: resultOf(id, instead.result) };
    waitedFor = asked.notice?.id ?? null;
    const ownId = `drawbridge-${randomUUID()}`;
    const again = goneOn(message, ownId, asked);
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
function goneOn(message: JsonObject, id: string, { state, form }: Asked): JsonObject {
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
