/** What a window's notification says of the requests that wait: one with its essentials, or how many there are. Pure. */

import * as l10n from "@vscode/l10n";
import type { LocalApproval } from "../../proxy/contracts/control.ts";
import type { Choice, Offer } from "../toast/choice-toast.ts";
import { unlinked } from "../unlinked.ts";
import { type Board, pendingOf } from "./board.ts";
import { placeOfRequest, type Windows } from "./place.ts";
import { actOf, costOf, placeOf, reversibleWords, whoAsks } from "./words.ts";

/** "later" puts it aside: the side bar and the status bar go on telling of it. */
export type NoticeAct = "approve" | "reject" | "details" | "copy-link" | "review" | "later";

/** Its button shows everything. */
export interface Notice extends Choice<NoticeAct> {
  readonly ids: readonly string[];
}

export interface NoticeContext extends Windows {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Requests whose page is open here: the person looks at them already. */
  readonly open: ReadonlySet<string>;
  /** Requests that were shown here before: they stay when the person goes to another window. */
  readonly before: ReadonlySet<string>;
  /** Requests that the person put aside here. */
  readonly aside: ReadonlySet<string>;
}

/** Those that this window shows. */
export function shownHere(board: Board, context: NoticeContext): readonly LocalApproval[] {
  const { now, open, before, aside, focused } = context;
  return pendingOf(board, now).filter(({ approval: { view }, askers }) => {
    if (open.has(view.id) || aside.has(view.id)) return false;
    const place = placeOfRequest(askers, context);
    return place === "here" || (place === "either" && (focused || before.has(view.id)));
  });
}

/** What waits for this person goes before what waits for others; null where there is nothing to say. */
export function noticeOf(shown: readonly LocalApproval[]): Notice | null {
  const decidable = shown.filter(({ approval }) => approval.mayDecide.allowed);
  const [first] = decidable;
  if (first !== undefined) return decidable.length === 1 ? one(first) : several(decidable);
  const [own] = shown;
  if (own === undefined) return null;
  return shown.length === 1 ? forOthers(own) : severalForOthers(shown);
}

const details = (): Offer<NoticeAct> => ({ act: "details", label: l10n.t("Details") });
const review = (): Offer<NoticeAct> => ({ act: "review", label: l10n.t("Review") });
const later = (): Offer<NoticeAct> => ({ act: "later", label: l10n.t("Later") });

function one({ approval: { view } }: LocalApproval): Notice {
  return {
    text: unlinked(
      l10n.t(
        "{0}: {1} on {2}. Cost: {3}; {4}.",
        whoAsks(view),
        actOf(view.plan, 3),
        placeOf(view),
        costOf(view.plan.cost),
        reversibleWords[view.plan.reversible](),
      ),
    ),
    main: details(),
    others: [{ act: "approve", label: l10n.t("Approve") }, { act: "reject", label: l10n.t("Reject…") }, later()],
    ids: [view.id],
  };
}

function several(shown: readonly LocalApproval[]): Notice {
  return {
    text: unlinked(l10n.t("{0} requests wait for your decision: {1}.", shown.length, someOf(shown))),
    main: review(),
    others: [later()],
    ids: idsOf(shown),
  };
}

function forOthers({ approval: { view, mayDecide } }: LocalApproval): Notice {
  return {
    text: unlinked(l10n.t("{0} on {1} waits. {2}", actOf(view.plan, 3), placeOf(view), mayDecide.reason)),
    main: details(),
    others: [{ act: "copy-link", label: l10n.t("Copy Link for a Colleague") }, later()],
    ids: [view.id],
  };
}

function severalForOthers(shown: readonly LocalApproval[]): Notice {
  return {
    text: unlinked(l10n.t("{0} of your calls wait for other people: {1}.", shown.length, someOf(shown))),
    main: review(),
    others: [later()],
    ids: idsOf(shown),
  };
}

const idsOf = (shown: readonly LocalApproval[]): readonly string[] => shown.map(({ approval }) => approval.view.id);

const mostNamed = 3;

function someOf(shown: readonly LocalApproval[]): string {
  const named = shown.slice(0, mostNamed).map(({ approval: { view } }) => actOf(view.plan, 1));
  return shown.length > mostNamed ? `${named.join("; ")}; …` : named.join("; ");
}
