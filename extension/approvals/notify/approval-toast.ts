/**
 * What a window's notification says about new requests: the essentials of one request, or the number of several. Pure. It
 * is a message of the editor: after some seconds it moves to the bell in the status bar, and no extension can close it. So
 * its text must stay true after the decision, and approval-notifier.ts compares each click with the state at that moment.
 * The notification offers no Approve for a call that destroys data, cannot be undone or does not fit into it: the person
 * decides it on its page (toast-completeness.ts).
 */
import type { ApprovalView } from "@drawbridge/contracts/approvals";
import { formatCost, formatReversible } from "@drawbridge/contracts/approvals/format";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { type ApprovalStore, pendingOf } from "../../../proxy/approvals/approval-store.ts";
import type { LocalApproval } from "../../../proxy/contracts/control.ts";
import { editorText } from "../../editor-text.ts";
import { unlinked } from "../../link-free-text.ts";
import { decidesHere, type Presence } from "../decide/decision-place.ts";
import { actOf, placeOf, shortActOf, whoAsks } from "../format-approval.ts";
import { placeOfRequest, type Windows } from "./request-window.ts";
import { isStatementWhole, mayApproveInToast } from "./toast-completeness.ts";

/** "later" only closes the notification. The side bar and the status bar still show the request. */
export type ToastAction = "approve" | "reject" | "details" | "open-link" | "copy-link" | "review" | "later";

export interface Offer {
  readonly act: ToastAction;
  readonly label: string;
}

export interface ApprovalToast {
  readonly kind: "information" | "warning";
  /** Plain text, with nothing in it that the editor takes for a link (link-free-text.ts). */
  readonly text: string;
  /** The buttons. The editor emphasises the first, which opens the page that shows everything. */
  readonly offers: readonly Offer[];
  readonly ids: readonly string[];
}

/** What the window's other notifications of requests, which the person has not answered, leave for the next one. */
export interface OpenToasts {
  /** Whether one of them is about a request that still waits. Then the next one does not name its request. */
  readonly waiting: boolean;
  /** Whether one of them may still be on the screen with Approve. A second Approve could come up where the first was. */
  readonly approve: boolean;
}

export interface ToastContext extends Windows {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Requests whose own page is open here, so the person has seen them. */
  readonly open: ReadonlySet<string>;
  /** Whether a page with something to decide is in front: no notification may cover it. */
  readonly pageInFront: boolean;
  /** Requests that this window has announced already. */
  readonly announced: ReadonlySet<string>;
}

/** The waiting requests that this window announces now. */
export function toAnnounce(store: ApprovalStore, context: ToastContext): readonly LocalApproval[] {
  const { now, open, pageInFront, announced, focused } = context;
  if (pageInFront) return [];
  return pendingOf(store, now).filter(({ approval: { view }, askers }) => {
    if (open.has(view.id) || announced.has(view.id)) return false;
    const place = placeOfRequest(askers, context);
    return place === "here" || (place === "either" && focused);
  });
}

/** Requests for this person come before requests for others. Null where there is nothing to show. */
export function toastOf(
  requests: readonly LocalApproval[],
  presence: Presence,
  others: OpenToasts = { waiting: false, approve: false },
): ApprovalToast | null {
  const decidable = requests.filter(({ approval }) => approval.mayDecide.allowed);
  const [first] = decidable;
  if (first !== undefined && others.waiting) return more(decidable);
  if (first !== undefined) return decidable.length === 1 ? one(first, presence, others) : several(decidable);
  const [own] = requests;
  if (own === undefined) return null;
  return requests.length === 1 ? forOthers(own) : severalForOthers(requests);
}

const details = (): Offer => ({ act: "details", label: l10n.t("Details") });
const review = (): Offer => ({ act: "review", label: l10n.t("Review") });
const later = (): Offer => ({ act: "later", label: l10n.t("Later") });

function one({ approval }: LocalApproval, presence: Presence, others: OpenToasts): ApprovalToast {
  const { view } = approval;
  const sentence = l10n.t(
    "{0}: {1} on {2}. Cost: {3}; {4}.",
    whoAsks(approval),
    actOf(view.plan),
    placeOf(view),
    formatCost(view.plan.cost, editorText),
    formatReversible(view.plan.reversible, editorText),
  );
  const approve: readonly Offer[] =
    mayApproveInToast(view, approval.names) && !others.approve ? [{ act: "approve", label: l10n.t("Approve") }] : [];
  return {
    kind: view.plan.effect === "destructive" ? "warning" : "information",
    text: unlinked(`${cut(sentence)} ${statementOf(view)}`),
    offers: decidesHere(approval, presence)
      ? [details(), ...approve, { act: "reject", label: l10n.t("Reject…") }, later()]
      : [details(), { act: "open-link", label: l10n.t("Decide in Browser") }, later()],
    ids: [view.id],
  };
}

/** Longer texts are cut, because the editor cuts a message at 1,000 characters and the statement is at its end. */
const maxSentenceLength = 600;
const cut = (text: string): string =>
  text.length > maxSentenceLength ? `${text.slice(0, maxSentenceLength).toWellFormed()}…` : text;

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

function several(requests: readonly LocalApproval[]): ApprovalToast {
  return {
    kind: "information",
    text: unlinked(cut(l10n.t("{0} requests wait for your decision: {1}.", requests.length, someOf(requests)))),
    offers: [review(), later()],
    ids: idsOf(requests),
  };
}

/**
 * For requests that come while another notification is unanswered. The text is always the same, because the editor then
 * shows one such notification, not one for each request.
 */
const more = (requests: readonly LocalApproval[]): ApprovalToast => ({
  kind: "information",
  text: l10n.t("More requests wait for your decision."),
  offers: [review(), later()],
  ids: idsOf(requests),
});

function forOthers({ approval: { view, mayDecide } }: LocalApproval): ApprovalToast {
  return {
    kind: "information",
    text: unlinked(cut(l10n.t("{0} on {1} waits. {2}", actOf(view.plan), placeOf(view), oneLine(mayDecide.reason)))),
    offers: [details(), { act: "copy-link", label: l10n.t("Copy Link for a Colleague") }, later()],
    ids: [view.id],
  };
}

function severalForOthers(requests: readonly LocalApproval[]): ApprovalToast {
  return {
    kind: "information",
    text: unlinked(cut(l10n.t("{0} of your calls wait for other people: {1}.", requests.length, someOf(requests)))),
    offers: [review(), later()],
    ids: idsOf(requests),
  };
}

const idsOf = (requests: readonly LocalApproval[]): readonly string[] =>
  requests.map(({ approval }) => approval.view.id);

const maxNamedActs = 3;

function someOf(requests: readonly LocalApproval[]): string {
  const named = requests.slice(0, maxNamedActs).map(({ approval: { view } }) => shortActOf(view.plan));
  return requests.length > maxNamedActs ? `${named.join("; ")}; …` : named.join("; ");
}
