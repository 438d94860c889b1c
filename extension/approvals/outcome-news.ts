/** What a person learns of the calls that they approved in this window, once each call has ended. Pure. */
import type { Approval } from "@drawbridge/contracts/approvals";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { unlinked } from "../unlinked.ts";
import { type Board, find } from "./approval-store.ts";
import { actOf, placeOf, runOf } from "./format-approval.ts";

export interface News {
  readonly id: string;
  readonly kind: "information" | "warning";
  readonly text: string;
}

/** One for each of the `approved` requests whose call has ended, or will not come any more. */
export const outcomeNews = (board: Board, approved: ReadonlySet<string>): readonly News[] =>
  [...approved].flatMap((id) => {
    const approval = find(board, id)?.approval;
    const said = approval === undefined ? null : endOf(approval);
    return said === null ? [] : [{ id, kind: said.kind, text: unlinked(said.text) }];
  });

/** Null while the call may still run. */
function endOf({ view, state, run }: Approval): Omit<News, "id"> | null {
  const [act, place] = [actOf(view.plan), placeOf(view)];
  const why = run?.failure === undefined ? "" : ` ${oneLine(run.failure)}`;
  switch (state) {
    case "succeeded":
      return { kind: "information", text: l10n.t("Done: {0} on {1}. {2}", act, place, runOf(run)).trim() };
    case "failed":
      return { kind: "warning", text: `${l10n.t("Failed: {0} on {1}.", act, place)}${why}` };
    case "outcome-unknown":
      return {
        kind: "warning",
        text: `${l10n.t("Nobody knows whether this ran: {0} on {1}.", act, place)}${why}`,
      };
    case "expired":
      return { kind: "warning", text: l10n.t("Not run: {0} on {1}. The agent did not come back in time.", act, place) };
    case "void":
      return { kind: "warning", text: l10n.t("Not run: {0} on {1}. It was withdrawn.", act, place) };
    default:
      return null;
  }
}
