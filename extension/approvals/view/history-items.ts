/** Decided requests as the entries of a searchable list. Pure. The editor searches all three texts of an entry. */
import type { Approval, ApprovalScope } from "@drawbridge/contracts/approvals";
import { formatState } from "@drawbridge/contracts/approvals/format";
import { personText } from "@drawbridge/contracts/display-name";
import { oneLine, spelledOut } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { editorText } from "../../editor-text.ts";
import { actOf, placeOf, whoAsks } from "../format-approval.ts";

export interface HistoryItem {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** `time` writes a time (ISO 8601) as the reader writes times. */
export function historyItem(
  approval: Approval,
  scopes: readonly ApprovalScope[],
  time: (iso: string) => string,
): HistoryItem {
  const { view, state, decision, names } = approval;
  const by = decision === null ? [] : [decidedBy(decision, names, scopes, time)];
  return {
    id: view.id,
    label: spelledOut(actOf(view.plan)),
    description: spelledOut([formatState(state, editorText), ...by].join(" · ")),
    detail: spelledOut([placeOf(view), whoAsks(approval), time(decision?.at ?? view.requestedAt)].join(" · ")),
  };
}

/** Who decided; where no person was asked, the standing approval that did. */
function decidedBy(
  { by, scope }: NonNullable<Approval["decision"]>,
  names: Approval["names"],
  scopes: readonly ApprovalScope[],
  time: (iso: string) => string,
): string {
  const person = personText(by, names);
  return scope === null ? l10n.t("by {0}", editorText.person(person)) : whyUnasked({ by: person, scope }, scopes, time);
}

/** Why a call ran without asking. `by` is the person as display-name.ts writes them. The registry lists standing approvals only while they are in force. */
export function whyUnasked(
  { by, scope }: { readonly by: string; readonly scope: string },
  scopes: readonly ApprovalScope[],
  time: (iso: string) => string,
): string {
  const person = editorText.person(by);
  const standing = scopes.find(({ id }) => id === scope);
  return standing === undefined
    ? l10n.t("ran unasked by an approval of similar calls of {0}, which has ended", person)
    : l10n.t(
        "ran unasked until {0} by an approval of similar calls of {1}: {2}",
        time(standing.expiresAt),
        person,
        oneLine(standing.condition),
      );
}
