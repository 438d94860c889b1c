/** How usage counts the outcomes of calls. */
import type { CallEnd } from "@drawbridge/contracts/usage";
import type { Outcome } from "../answers/answer.ts";

/** Null: the call has not ended (it waits for a person), or it does not count as a call. */
export function callEnd(outcome: Outcome): CallEnd | null {
  switch (outcome) {
    case "ok":
      return "ok";
    case "approval-pending":
    case "input-required":
    case "unknown-tool":
      return null;
    case "not-allowed":
    case "invalid-input":
    case "approval-rejected":
    case "approval-expired":
    case "plan-changed":
    case "already-run":
    case "invalid-state":
    case "cancelled":
      return "refused";
    case "approvals-unavailable":
    case "outcome-unknown":
    case "failed":
    case "too-large":
    case "internal":
    case "timed-out":
    case "not-begun":
    case "stopping":
      return "failed";
  }
}
