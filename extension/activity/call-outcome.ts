/** What came of a call, as a row shows it. Pure. A call that waits or was refused did not fail, so it is not painted as an error. */
import * as l10n from "@vscode/l10n";

type Icon = readonly [name: string, color?: string];

export interface Outcome {
  /** Null where the call was answered, because that needs no words. */
  readonly text: string | null;
  readonly icon: Icon;
}

export const outcomeOf = (outcome: string): Outcome =>
  outcomes[outcome]?.() ?? { text: l10n.t("failed"), icon: failed };

const failed: Icon = ["error", "testing.iconFailed"];
const unsure: Icon = ["question", "list.warningForeground"];

/** The words and icons are those of the approvals view, where it has them. The codes are EndedCall's (control.ts). */
const outcomes: Readonly<Record<string, () => Outcome>> = {
  ok: () => ({ text: null, icon: ["check", "testing.iconPassed"] }),
  "approval-pending": () => ({ text: l10n.t("waits for approval"), icon: ["clock"] }),
  "approval-rejected": () => ({ text: l10n.t("rejected"), icon: ["circle-slash"] }),
  "approval-expired": () => ({ text: l10n.t("expired"), icon: ["history"] }),
  "plan-changed": () => ({ text: l10n.t("plan changed, asked again"), icon: ["discard"] }),
  "already-run": () => ({ text: l10n.t("had run before"), icon: ["discard"] }),
  "too-many-waiting": () => ({ text: l10n.t("too many at once"), icon: ["clock"] }),
  "outcome-unknown": () => ({ text: l10n.t("outcome unknown"), icon: unsure }),
  "may-have-run": () => ({ text: l10n.t("cut off, may have run"), icon: unsure }),
  cancelled: () => ({ text: l10n.t("cancelled"), icon: ["circle-slash"] }),
  "not-allowed": () => ({ text: l10n.t("not allowed"), icon: ["lock"] }),
  "not-signed-in": () => ({ text: l10n.t("not signed in"), icon: ["account"] }),
  "session-expired": () => ({ text: l10n.t("session ended"), icon: ["account"] }),
  "invalid-input": () => ({ text: l10n.t("wrong arguments"), icon: ["warning", "list.warningForeground"] }),
  "approvals-unavailable": () => ({ text: l10n.t("no approval possible"), icon: failed }),
  error: () => ({ text: l10n.t("error"), icon: failed }),
  "tool-error": () => ({ text: l10n.t("answered with an error"), icon: failed }),
  unreachable: () => ({ text: l10n.t("not reached"), icon: failed }),
  "timed-out": () => ({ text: l10n.t("timed out"), icon: failed }),
  "not-begun": () => ({ text: l10n.t("server busy, not run"), icon: failed }),
};
