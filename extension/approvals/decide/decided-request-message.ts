/** What a person reads after a click on a request that was decided meanwhile, or that waits no more. Pure. */
import type { Approval } from "@drawbridge/contracts/approvals";
import { personText } from "@drawbridge/contracts/display-name";
import * as l10n from "@vscode/l10n";
import { editorText } from "../../editor-text.ts";
import { unlinked } from "../../link-free-text.ts";
import { actOf } from "../format-approval.ts";

/** One sentence; null where the request still waits for a decision. `undefined`: this window does not know the request. */
export function decidedAlready(approval: Approval | undefined): string | null {
  if (approval === undefined) return l10n.t("Nothing was decided: this request is not known here any more.");
  const text = sentence(approval);
  return text === null ? null : unlinked(text);
}

function sentence({ state, decision, view, names }: Approval): string | null {
  const act = actOf(view.plan);
  if (state === "pending") return null;
  if (state === "expired") return l10n.t("Nothing was decided: the time of this request was over ({0}).", act);
  if (state === "void") return l10n.t("Nothing was decided: this request was withdrawn ({0}).", act);
  const by = editorText.person(personText(decision?.by ?? "", names));
  return state === "rejected"
    ? l10n.t("Already rejected by {0}: {1}.", by, act)
    : l10n.t("Already approved by {0}: {1}.", by, act);
}
