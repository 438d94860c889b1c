/** Why no request can be decided in this window now. Pure. */
import * as l10n from "@vscode/l10n";
import type { Snapshot } from "../../state/snapshot.ts";

export interface DecisionBlocker {
  readonly text: string;
  /** Whether a sign-in removes it. */
  readonly signIn: boolean;
}

/** Null where requests can be decided. The session comes first: the registry cannot be read without one. */
export function decisionBlocker({ phase, current }: Pick<Snapshot, "phase" | "current">): DecisionBlocker | null {
  if (phase === "expired")
    return { text: l10n.t("Your session has ended. Sign in again; nothing can be decided before."), signIn: true };
  if (phase === "signed-out" || phase === "no-registry")
    return { text: l10n.t("You are signed out. Sign in; nothing can be decided before."), signIn: true };
  if (current) return null;
  const text = l10n.t(
    "The registry cannot be reached. This is what it said last, and nothing can be decided until it is back.",
  );
  return { text, signIn: false };
}
