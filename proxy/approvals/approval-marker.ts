/**
 * What a server's answer to a call says about an approval. Pure: it only reads bytes, and nothing in them is trusted
 * yet.
 */
import { ApprovalNotice, approvalMetaKey } from "@drawbridge/contracts/approvals";
import { objectAt } from "../kernel/json.ts";
import { type Message, objectOf } from "../kernel/message.ts";
import { readInputRequired } from "../mcp/eras/modern-to-legacy-host.ts";

/** The marker of an answer that asks for an approval. It is a claim until the registry has confirmed it. */
export interface ApprovalMarker {
  /** Null if the value under the key is not a valid notice. */
  readonly notice: ApprovalNotice | null;
  /**
   * The server's own state, which is sent with the call once it is decided. Undefined if the same call is sent again.
   */
  readonly state: string | undefined;
  /** A question needs an answer. A tool result may also report how a request ended. */
  readonly form: "question" | "result";
}

/** A marked answer is one short sentence. A longer answer is not searched for a marker. */
const maxMarkerBytes = 64 * 1024;
const key = Buffer.from(JSON.stringify(approvalMetaKey));

/**
 * The notice in an `input_required` result, or in the tool result that replaces it for a client that cannot be asked.
 * Null in every other answer.
 */
export function approvalIn(message: Message): ApprovalMarker | null {
  const { pieces } = message;
  if (pieces.reduce((sum, piece) => sum + piece.length, 0) > maxMarkerBytes) return null;
  const [only, ...more] = pieces;
  if (!(only && more.length === 0 ? only : Buffer.concat(pieces)).includes(key)) return null;
  const value = objectOf(message) ?? {};
  const claim = objectAt(objectAt(value, "result"), "_meta")[approvalMetaKey];
  if (claim === undefined) return null;
  const required = readInputRequired(value);
  const notice = ApprovalNotice.safeParse(claim).data ?? null;
  if (required) return { notice, state: required.state, form: "question" };
  return { notice, state: notice?.state, form: "result" };
}
