/** How every part says no. Without a package, for those who only show a decision. */
import type { Decision } from "./access.ts";
import { spelledOut } from "./visible-text.ts";

/** The one denial sentence: what was decided, why, by which policy, and whom to ask. An allowed decision reads as its reason. */
export const denialSentence = (decision: Pick<Decision, "reason" | "ask">): string =>
  spelledOut(decision.ask === null ? decision.reason : `${decision.reason} Ask ${decision.ask}.`);
