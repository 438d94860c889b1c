/**
 * Whether a person is present. The person who decides must have proved who they are a short time ago, at the inbox or
 * in an editor that they paired. Pure.
 */
import type { ApprovalView } from "@drawbridge/contracts/approvals";
import type { Deciding } from "../settings.ts";

/** Where a person decides, and when they last proved who they are. */
export interface Presence {
  readonly place: "inbox" | "editor";
  /** The time of the sign-in at the provider, or of the Allow for the editor; null if it is unknown. */
  readonly authenticatedAt: Date | null;
  /** The pairing's id; null at the inbox. */
  readonly pairing: string | null;
  /** The passkey that has just confirmed a decision, and the request of that decision. */
  readonly passkey?: { readonly id: string; readonly request: string };
}

export interface Absent {
  readonly error: "browser-required" | "sign-in-again" | "passkey-required";
  /** What happened and what to do next, written for the person. */
  readonly message: string;
}

type JudgedPlan = Pick<ApprovalView, "need" | "plan">;

/** Whether the act destroys something and it is not certain that it can be undone. */
export const isIrreversible = ({ plan: { effect, reversible } }: JudgedPlan): boolean =>
  effect === "destructive" && reversible !== "yes";

/** Whether a decision on it, to approve or to reject, needs a passkey. */
export const needsPasskey = (plan: JudgedPlan, { passkeys = false }: Deciding): boolean =>
  passkeys && (plan.need === "second-person" || isIrreversible(plan));

/** Seconds after the Allow in which a paired editor may decide it; 0 if only the browser may. */
export function editorSeconds(plan: JudgedPlan, rules: Deciding): number {
  if (needsPasskey(plan, rules) || (rules.irreversibleInBrowser && isIrreversible(plan))) return 0;
  return ageLimit(plan, rules);
}

/** Why this person cannot decide it now; null if they can. A person without presence may only read. */
export function absent(
  plan: JudgedPlan & Pick<ApprovalView, "id">,
  presence: Presence | null,
  rules: Deciding,
  now: Date,
): Absent | null {
  if (presence?.place === "inbox") {
    if (isWithin(presence, ageLimit(plan, rules), now)) {
      if (!needsPasskey(plan, rules) || presence.passkey?.request === plan.id) return null;
      const message =
        "This decision needs your passkey. Nothing was decided: open the request's own page and decide there.";
      return { error: "passkey-required", message };
    }
    const message = `For this decision you must have signed in within the last ${inWords(ageLimit(plan, rules))}. Nothing was decided: sign in again, then decide.`;
    return { error: "sign-in-again", message };
  }
  const seconds = editorSeconds(plan, rules);
  if (presence !== null && seconds > 0 && isWithin(presence, seconds, now)) return null;
  const why =
    seconds === 0
      ? needsPasskey(plan, rules)
        ? "This decision needs your passkey, which the browser asks for."
        : "What cannot surely be undone is decided in the browser here."
      : `An editor decides this for ${inWords(seconds)} after you allowed it.`;
  return { error: "browser-required", message: `${why} Nothing was decided: open the request's page in the browser.` };
}

const ageLimit = ({ need }: JudgedPlan, { ownSeconds, secondPersonSeconds }: Deciding): number =>
  need === "second-person" ? secondPersonSeconds : ownSeconds;

const isWithin = ({ authenticatedAt }: Presence, seconds: number, now: Date): boolean =>
  authenticatedAt !== null && now.getTime() - authenticatedAt.getTime() <= seconds * 1000;

function inWords(seconds: number): string {
  if (seconds % 3600 === 0) return seconds === 3600 ? "hour" : `${seconds / 3600} hours`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
