/** What a person learns of the calls that they approved in this window, once each call has ended. Pure. */
import type { Approval } from "@drawbridge/contracts/approvals";
import { formatOutcome, formatState } from "@drawbridge/contracts/approvals/format";
import { isFinal } from "@drawbridge/contracts/approvals/states";
import * as l10n from "@vscode/l10n";
import { type ApprovalStore, find } from "../../../proxy/approvals/approval-store.ts";
import { editorText } from "../../editor-text.ts";
import { unlinked } from "../../link-free-text.ts";
import { actOf, placeOf } from "../format-approval.ts";

export interface News {
  readonly id: string;
  readonly kind: "information" | "warning";
  readonly text: string;
}

/** One item for each of the `approved` requests whose call has ended or cannot come any more. */
export const outcomeNews = (store: ApprovalStore, approved: ReadonlySet<string>): readonly News[] =>
  [...approved].flatMap((id) => {
    const approval = find(store, id)?.approval;
    return approval === undefined || !hasEnded(approval)
      ? []
      : [{ id, kind: approval.state === "succeeded" ? "information" : "warning", text: unlinked(textOf(approval)) }];
  });

const hasEnded = ({ state }: Approval): boolean => isFinal(state) || state === "outcome-unknown";

/** "Done: INSERT into ads.spend on Presto (prod). The call has run: 3 rows, 1.2 s." */
function textOf(approval: Approval): string {
  const { view, state } = approval;
  const [ended, outcome] = [formatState(state, editorText), formatOutcome(approval, editorText)];
  return l10n.t("{0}: {1} on {2}. {3}", ended, actOf(view.plan), placeOf(view), outcome);
}
