/** The sentence in which every part refuses. It imports no package, for programs that only show a decision. */
import type { Decision } from "./access.ts";
import { spelledOut } from "./visible-text.ts";

/**
 * The one denial sentence: what was decided, why, by which policy, and the contact to ask. For an allowed decision it is
 * the reason.
 */
export const denialSentence = (decision: Pick<Decision, "reason" | "ask">): string =>
  spelledOut(decision.ask === null ? decision.reason : `${decision.reason} Ask ${decision.ask}.`);
