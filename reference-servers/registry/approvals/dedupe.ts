/**
 * Decides whether an ask joins an earlier request of the same call and the same user, or becomes a new request. Pure.
 */

import type { ApprovalAsk } from "@drawbridge/contracts/approvals";
import { isOpen } from "@drawbridge/contracts/approvals/states";
import type { ApprovalRecord } from "./approval-record.ts";

/** Pending requests that one user may have at a time, on all servers together. It is more than a person can judge. */
export const maxPending = 100;
/**
 * Requests that one user may cause in an hour. The limit also stops an agent that asks and gives up from filling the
 * store.
 */
export const maxPerHour = 600;
/** Maximum size in bytes of the statement that a person is asked to judge. */
export const maxTextBytes = 1024 * 1024;
/** Maximum number of characters of everything else in a plan and around it. */
const maxRestLength = 64 * 1024;

export type DedupeOutcome =
  /** An earlier request answers this ask. */
  | { readonly kind: "join"; readonly record: ApprovalRecord }
  | {
      readonly kind: "new";
      /** An open request that no longer fits. At most one request of a call is open. */
      readonly withdraw: { readonly record: ApprovalRecord; readonly why: string } | null;
    };

/**
 * Whether an ask joins one of `same`: the requests of the same user, tool and digest that are open, running or of
 * unknown outcome. The caller has applied time to them. A request of unknown outcome comes first, because the call must
 * not run again before a person or the server has said how it ended.
 */
export function dedupe(
  ask: Pick<ApprovalAsk, "need" | "policyVersion">,
  same: readonly ApprovalRecord[],
): DedupeOutcome {
  const unknown = same.find(({ state }) => state === "outcome-unknown");
  if (unknown !== undefined) return { kind: "join", record: unknown };
  const open = same.find(({ state }) => isOpen(state));
  if (open === undefined) return { kind: "new", withdraw: null };
  if (open.policyVersion !== ask.policyVersion)
    return { kind: "new", withdraw: { record: open, why: "The server's access policy has changed since." } };
  if (open.view.need !== ask.need)
    return { kind: "new", withdraw: { record: open, why: "Another person than before must decide now." } };
  return { kind: "join", record: open };
}

/** Why this ask is too big to be stored and judged; null if it is not. */
export function tooBig({ plan, ...ask }: ApprovalAsk): string | null {
  const { text, ...rest } = plan;
  const bytes = Buffer.byteLength(text?.content ?? "");
  if (bytes > maxTextBytes)
    return `The statement has ${bytes} bytes, and a person is asked about ${maxTextBytes} at most. Split it.`;
  if (JSON.stringify([ask, rest]).length > maxRestLength)
    return `The plan besides its statement is longer than ${maxRestLength} characters. Name fewer objects.`;
  return null;
}

/** Why this user may not ask for more at this moment; null if they may. */
export function tooMany(user: string, pending: number, inTheLastHour: number): string | null {
  if (pending >= maxPending)
    return `${user} has ${pending} requests waiting for a decision, and no more are taken. Decide some of them first, or let them expire.`;
  if (inTheLastHour >= maxPerHour)
    return `${user} has asked ${inTheLastHour} times within an hour, and no more are taken just now. Try again later.`;
  return null;
}
