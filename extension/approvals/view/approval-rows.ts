/** The approvals view as rows of plain data. Pure. */
import type { Effect } from "@drawbridge/contracts/access";
import type { Approval, ApprovalScope } from "@drawbridge/contracts/approvals";
import {
  formatCost,
  formatReversible,
  formatRun,
  formatState,
  formatUses,
} from "@drawbridge/contracts/approvals/format";
import type { ApprovalState } from "@drawbridge/contracts/approvals/states";
import { personText } from "@drawbridge/contracts/display-name";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { type ApprovalStore, decidableOf, pendingOf, standingOf } from "../../../proxy/approvals/approval-store.ts";
import { editorText } from "../../editor-text.ts";
import type { ViewRow } from "../../sidebar/view-row.ts";
import { actOf, askerOf, placeOf, rowActOf, timeLeft, whoAsks } from "../format-approval.ts";

export interface ApprovalRow extends ViewRow {
  /** What a screen reader reads. */
  readonly spoken: string;
  /** The menus in package.json depend on this kind. */
  readonly kind: "group" | "pending" | "others" | "decided" | "unknown" | "scope";
  /** The request whose page the row opens. */
  readonly opens: string | null;
  /** Whether the request changes a definition that can be compared. */
  readonly comparable: boolean;
  readonly children: readonly ApprovalRow[];
}

const maxRecent = 20;

/**
 * The requests that wait for this person, those that wait for others, the standing approvals, the calls whose end a person
 * has to record, and the recent requests.
 * `now` is in milliseconds since 1970.
 */
export function approvalRows(store: ApprovalStore, now: number): readonly ApprovalRow[] {
  const mine = decidableOf(store, now);
  const others = pendingOf(store, now).filter(({ approval }) => !approval.mayDecide.allowed);
  const recent = store.approvals
    .map(({ approval }) => approval)
    .filter(({ state }) => state !== "pending")
    .toSorted((a, b) => whenOf(b).localeCompare(whenOf(a)));
  const unknown = recent.filter(({ state }) => state === "outcome-unknown");
  const history = recent.filter(({ state }) => state !== "outcome-unknown").slice(0, maxRecent);
  return [
    ...mine.map(({ approval }) => pendingRow(approval, now)),
    ...group(
      "others",
      l10n.t("Waiting for others"),
      others.map(({ approval }) => otherRow(approval, now)),
    ),
    ...group(
      "scopes",
      l10n.t("Approved for now"),
      standingOf(store, now).map((scope) => scopeRow(scope, now)),
    ),
    ...group("unknown", l10n.t("How did these end?"), unknown.map(recentRow)),
    ...group("recent", l10n.t("Recent"), history.map(recentRow)),
  ];
}

const whenOf = ({ decision, view }: Approval): string => decision?.at ?? view.expiresAt;

const group = (id: string, label: string, children: readonly ApprovalRow[]): readonly ApprovalRow[] =>
  children.length === 0
    ? []
    : [
        {
          ...{ id: `group:${id}`, label, description: String(children.length), tooltip: label, children },
          ...{ spoken: `${label}, ${children.length}`, icon: null, kind: "group", opens: null, comparable: false },
        },
      ];

function pendingRow(approval: Approval, now: number): ApprovalRow {
  const { view } = approval;
  const act = rowActOf(view.plan);
  const time = timeLeft(Date.parse(view.expiresAt) - now);
  const left = l10n.t("{0} left", time);
  return {
    id: `pending:${view.id}`,
    label: act,
    description: `${placeOf(view)} · ${askerOf(approval)} · ${left}`,
    tooltip: essentials(approval),
    spoken: l10n.t("{0} waits for your decision. {1}. {2}", act, left, essentials(approval)),
    icon: effectIcons[view.plan.effect],
    kind: "pending",
    opens: view.id,
    comparable: isComparable(view),
    children: [],
  };
}

function otherRow(approval: Approval, now: number): ApprovalRow {
  const { view, mayDecide } = approval;
  const act = rowActOf(view.plan);
  const time = timeLeft(Date.parse(view.expiresAt) - now);
  const left = l10n.t("{0} left", time);
  return {
    id: `others:${view.id}`,
    label: act,
    description: `${view.approvers.map((each) => oneLine(each, 60)).join(", ")} · ${left}`,
    tooltip: [essentials(approval), oneLine(mayDecide.reason)].join("\n"),
    spoken: `${act}. ${oneLine(mayDecide.reason)} ${left}`,
    icon: ["organization"],
    kind: "others",
    opens: view.id,
    comparable: isComparable(view),
    children: [],
  };
}

function scopeRow(scope: ApprovalScope, now: number): ApprovalRow {
  const { id, server, tool, condition, expiresAt } = scope;
  const label = oneLine(condition);
  const left = l10n.t("{0} left", timeLeft(Date.parse(expiresAt) - now));
  const used = formatUses(scope, editorText);
  const where = `${oneLine(tool, 60)} (${server})`;
  return {
    id: `scope:${id}`,
    label,
    description: `${left} · ${used}`,
    tooltip: [label, where, l10n.t("Calls like this run without asking.")].join("\n"),
    spoken: l10n.t("{0} runs without asking: {1}. {2}, {3}", where, label, left, used),
    icon: ["pass"],
    kind: "scope",
    opens: null,
    comparable: false,
    children: [],
  };
}

function recentRow(approval: Approval): ApprovalRow {
  const { view, state, decision, run, names } = approval;
  const label = rowActOf(view.plan);
  const by = decision === null ? "" : editorText.person(personText(decision.by, names));
  const report = state === "succeeded" ? formatRun(run, editorText) : null;
  const words = [formatState(state, editorText), report ?? "", by].filter((part) => part !== "").join(" · ");
  const why = [decision?.reason ?? "", run?.failure ?? ""].filter((part) => part !== "").map((part) => oneLine(part));
  return {
    id: `recent:${view.id}`,
    label,
    description: words,
    tooltip: [essentials(approval), words, ...why].join("\n"),
    spoken: `${label}, ${words}`,
    icon: stateIcons[state],
    kind: state === "outcome-unknown" ? "unknown" : "decided",
    opens: view.id,
    comparable: isComparable(view),
    children: [],
  };
}

const isComparable = ({ plan: { definition } }: Approval["view"]): boolean =>
  typeof definition?.now === "string" && typeof definition.after === "string";

const essentials = (approval: Approval): string => {
  const { plan } = approval.view;
  return [
    `${whoAsks(approval)}: ${actOf(plan)}`,
    `${placeOf(approval.view)} · ${formatCost(plan.cost, editorText)} · ${formatReversible(plan.reversible, editorText)}`,
  ].join("\n");
};

const effectIcons: Readonly<Record<Effect, ApprovalRow["icon"]>> = {
  read: ["eye"],
  write: ["edit"],
  destructive: ["flame", "list.warningForeground"],
};

const stateIcons: Readonly<Record<ApprovalState, ApprovalRow["icon"]>> = {
  pending: ["clock"],
  approved: ["check", "testing.iconPassed"],
  consumed: ["sync"],
  succeeded: ["check", "testing.iconPassed"],
  rejected: ["circle-slash", "testing.iconFailed"],
  expired: ["history"],
  void: ["discard"],
  failed: ["error", "testing.iconFailed"],
  "outcome-unknown": ["question", "list.warningForeground"],
};
