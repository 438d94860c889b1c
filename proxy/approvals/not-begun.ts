/**
 * Whether a server's answer says that its time was over before the call began to change anything. The server is busy, and
 * the same call may be sent once more where its agent waits long enough. Pure.
 */
import { objectAt } from "../kernel/json.ts";
import { type Message, objectOf } from "../kernel/message.ts";

/** Such an answer is a few sentences. A longer answer is not read. */
const maxBytes = 16 * 1024;
/** The second code: a person has approved the call already, and the approval holds. */
const codes = { undecided: "not-begun", approved: "approval-pending" } as const;

/** `approved`: the registry has said that the call is approved, so the server has nothing more to wait for. */
export function saysNotBegun(message: Message, approved: boolean): boolean {
  const { pieces } = message;
  if (pieces.reduce((sum, piece) => sum + piece.length, 0) > maxBytes) return false;
  const text = Buffer.concat(pieces);
  if (!Object.values(codes).some((code) => text.includes(code))) return false;
  const result = objectAt(objectOf(message) ?? {}, "result");
  const code = objectAt(result, "_meta")["drawbridge/code"];
  return result.isError === true && (code === codes.undecided || (approved && code === codes.approved));
}
