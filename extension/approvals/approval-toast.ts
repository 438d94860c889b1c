/**
 * What a window's notification says about the waiting requests: the essentials of one request, or the number of several.
 * Pure. A call that destroys data, cannot be undone or is not wholly shown is decided on its page, where the person can
 * read all of it (whole-in-toast.ts).
 */

import type { ApprovalView } from "@drawbridge/contracts/approvals";
import { formatCost, formatReversible } from "@drawbridge/contracts/approvals/format";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { type ApprovalStore, pendingOf } from "../../proxy/approvals/approval-store.ts";
import type { LocalApproval } from "../../proxy/contracts/control.ts";
import { editorText } from "../editor-text.ts";
import type { Choice, Offer } from "../toast/choice-toast.ts";
import { unlinked } from "../unlinked.ts";
import { decidesHere, type Presence } from "./decides-here.ts";
import { actOf, placeOf, shortActOf, whoAsks } from "./format-approval.ts";
import { placeOfRequest, type Windows } from "./place.ts";
import { isStatementWhole, mayApproveInToast } from "./whole-in-toast.ts";

/** "later" closes the notification. The side bar and the status bar still show the request. */
export type ToastAction = "approve" | "reject" | "details" | "open-link" | "copy-link" | "review" | "later";

/** The main button opens the page that shows everything. */
export interface ApprovalToast extends Choice<ToastAction> {
  readonly ids: readonly string[];
}

export interface ToastContext extends Windows {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Requests whose own page is open here, so the person has seen them. */
  readonly open: ReadonlySet<string>;
  /** Whether a page with something to decide is in front: no notification may cover it. */
  readonly pageInFront: boolean;
  /** Requests that were shown here before: they stay when the person goes to another window. */
  readonly before: ReadonlySet<string>;
  /** Requests that the person put aside here. */
  readonly aside: ReadonlySet<string>;
}

/** The waiting requests that this window shows in its notification. */
export function shownHere(store: ApprovalStore, context: ToastContext): readonly LocalApproval[] {
  const { now, open, pageInFront, before, aside, focused } = context;
  if (pageInFront) return [];
  return pendingOf(store, now).filter(({ approval: { view }, askers }) => {
    if (open.has(view.id) || aside.has(view.id)) return false;
    const place = placeOfRequest(askers, context);
    return place === "here" || (place === "either" && (focused || before.has(view.id)));
  });
}

/** Requests for this person come before requests for others. Null where there is nothing to show. */
export function toastOf(shown: readonly LocalApproval[], presence: Presence): ApprovalToast | null {
  const decidable = shown.filter(({ approval }) => approval.mayDecide.allowed);
  const [first] = decidable;
  if (first !== undefined) return decidable.length === 1 ? one(first, presence) : several(decidable);
  const [own] = shown;
  if (own === undefined) return null;
  return shown.length === 1 ? forOthers(own) : severalForOthers(shown);
}

const details = (): Offer<ToastAction> => ({ act: "details", label: l10n.t("Details") });
const review = (): Offer<ToastAction> => ({ act: "review", label: l10n.t("Review") });
const later = (): Offer<ToastAction> => ({ act: "later", label: l10n.t("Later") });

function one({ approval }: LocalApproval, presence: Presence): ApprovalToast {
  const { view } = approval;
  const said = l10n.t(
    "{0}: {1} on {2}. Cost: {3}; {4}.",
    whoAsks(view),
    actOf(view.plan),
    placeOf(view),
    formatCost(view.plan.cost, editorText),
    formatReversible(view.plan.reversible, editorText),
  );
  const approve: readonly Offer<ToastAction>[] = mayApproveInToast(view)
    ? [{ act: "approve", label: l10n.t("Approve") }]
    : [];
  return {
    text: unlinked(`${cut(said)} ${statementOf(view)}`),
    main: details(),
    others: decidesHere(approval, presence)
      ? [...approve, { act: "reject", label: l10n.t("Reject…") }, later()]
      : [{ act: "open-link", label: l10n.t("Decide in Browser") }, later()],
    ids: [view.id],
  };
}

/** Longer texts are cut, because the editor cuts a message at 1,000 characters and the links are at its end. */
const maxSaidLength = 600;
const cut = (text: string): string =>
  text.length > maxSaidLength ? `${text.slice(0, maxSaidLength).toWellFormed()}…` : text;

/** The statement where the notification shows all of it; else its length and where the person can read it. */
function statementOf(view: ApprovalView): string {
  const content = view.plan.text?.content ?? "";
  if (isStatementWhole(view)) return l10n.t("Statement: {0}", content);
  const lines = content.split("\n").length;
  return lines === 1
    ? l10n.t("Details shows the whole statement: {0} characters.", content.length.toLocaleString())
    : l10n.t(
        "Details shows the whole statement: {0} lines, {1} characters.",
        lines.toLocaleString(),
        content.length.toLocaleString(),
      );
}

function several(shown: readonly LocalApproval[]): ApprovalToast {
  return {
    text: unlinked(cut(l10n.t("{0} requests wait for your decision: {1}.", shown.length, someOf(shown)))),
    main: review(),
    others: [later()],
    ids: idsOf(shown),
  };
}

function forOthers({ approval: { view, mayDecide } }: LocalApproval): ApprovalToast {
  return {
    text: unlinked(cut(l10n.t("{0} on {1} waits. {2}", actOf(view.plan), placeOf(view), oneLine(mayDecide.reason)))),
    main: details(),
    others: [{ act: "copy-link", label: l10n.t("Copy Link for a Colleague") }, later()],
    ids: [view.id],
  };
}

function severalForOthers(shown: readonly LocalApproval[]): ApprovalToast {
  return {
    text: unlinked(cut(l10n.t("{0} of your calls wait for other people: {1}.", shown.length, someOf(shown)))),
    main: review(),
    others: [later()],
    ids: idsOf(shown),
  };
}

const idsOf = (shown: readonly LocalApproval[]): readonly string[] => shown.map(({ approval }) => approval.view.id);

const maxNamedActs = 3;

function someOf(shown: readonly LocalApproval[]): string {
  const named = shown.slice(0, maxNamedActs).map(({ approval: { view } }) => shortActOf(view.plan));
  return shown.length > maxNamedActs ? `${named.join("; ")}; …` : named.join("; ");
}
