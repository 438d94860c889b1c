/** A request in a person's words. Pure; what others wrote is on one line here, and nothing in it acts or hides. */
import { objectFirst, readObjects } from "@drawbridge/contracts/act-words";
import type { Amount, Approval, ApprovalState, ApprovalView, Plan } from "@drawbridge/contracts/approvals";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { durationWords } from "../measures.ts";

/** Characters of a person's, an agent's, a folder's or a server's name that are shown in a line. */
export const maxNameLength = 60;

/** "ada, by claude-code in reports". */
export function whoAsks({ user, agent, workspace }: ApprovalView): string {
  const [who, by, where] = [
    oneLine(user, maxNameLength),
    oneLine(agent ?? "", maxNameLength),
    oneLine(workspace ?? "", maxNameLength),
  ];
  if (agent === null) return who;
  return workspace === null ? l10n.t("{0}, by {1}", who, by) : l10n.t("{0}, by {1} in {2}", who, by, where);
}

/** "CREATE TABLE ads.daily AS SELECT, reads from ads.events". */
export function actOf(plan: Plan): string {
  const act = oneLine(plan.summary);
  const reads = readObjects(plan);
  return reads.length === 0 ? act : l10n.t("{0}, reads from {1}", act, objectsOf(reads, 3));
}

/** "ads.main.spend, ads.main.events"; beyond `max` objects the rest is a number. */
export function objectsOf(objects: readonly string[], max: number): string {
  const named = objects.slice(0, max).map((each) => oneLine(each, 80));
  const more = objects.length - named.length;
  return more > 0 ? l10n.t("{0} and {1} more", named.join(", "), more) : named.join(", ");
}

/** "ads.main.spend · INSERT", in the width of a side bar or a tab: the object stays where the rest is cut. */
export const shortActOf = (plan: Plan, maxLength = 80): string => oneLine(objectFirst(plan), maxLength);

export const placeOf = ({ serverTitle, environment }: ApprovalView): string =>
  `${oneLine(serverTitle, maxNameLength)} (${environment})`;

/** "about 3 rows, 48 MB"; what is unknown is said to be. */
export function costOf({ rows, bytes }: Plan["cost"]): string {
  if (rows === "unknown" && bytes === "unknown") return l10n.t("unknown");
  const both = `${rowsOf(rows)}, ${bytesOf(bytes)}`;
  return rows === "unknown" || bytes === "unknown" ? both : l10n.t("about {0}", both);
}

const rowsOf = (rows: Amount): string => {
  if (rows === "unknown") return l10n.t("unknown rows");
  return rows === 1 ? l10n.t("1 row") : l10n.t("{0} rows", rows.toLocaleString());
};

const units = ["bytes", "kB", "MB", "GB", "TB", "PB"];

/** Decimal, at most three digits. */
function bytesOf(bytes: Amount): string {
  if (bytes === "unknown") return l10n.t("unknown bytes");
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${Number((bytes / 1000 ** power).toPrecision(3)).toLocaleString()} ${units[power]}`;
}

export const reversibleWords: Readonly<Record<Plan["reversible"], () => string>> = {
  yes: () => l10n.t("can be undone"),
  no: () => l10n.t("cannot be undone"),
  unknown: () => l10n.t("may not be undoable"),
};

export const stateWords: Readonly<Record<ApprovalState, () => string>> = {
  pending: () => l10n.t("waiting"),
  approved: () => l10n.t("approved"),
  rejected: () => l10n.t("rejected"),
  expired: () => l10n.t("expired"),
  void: () => l10n.t("withdrawn"),
  consumed: () => l10n.t("running"),
  succeeded: () => l10n.t("done"),
  failed: () => l10n.t("failed"),
  "outcome-unknown": () => l10n.t("outcome unknown"),
};

/** What became of a request, in a sentence. `at` is the time of its decision as the reader writes times. */
export function fateOf({ state, decision, run }: Approval, at: string): string {
  const by = oneLine(decision?.by ?? "", 60);
  switch (state) {
    case "pending":
      return l10n.t("It waits for a decision.");
    case "rejected":
      return l10n.t("{0} rejected it at {1}. The agent is told the reason.", by, at);
    case "expired":
      return decision === null
        ? l10n.t("Nobody decided in time. The agent may ask again.")
        : l10n.t("{0} approved it at {1}, but the call did not come back in time. The agent may ask again.", by, at);
    case "void":
      return l10n.t("It was withdrawn before it ran.");
    case "approved":
      return l10n.t("{0} approved it at {1}. It runs when the agent's call comes back for it.", by, at);
    case "consumed":
      return l10n.t("{0} approved it at {1}. The call is running.", by, at);
    case "succeeded":
      return l10n.t("{0} approved it at {1}. The call has run: {2}.", by, at, runOf(run) || l10n.t("done"));
    case "failed":
      return sentences(l10n.t("{0} approved it at {1}. The call ran and failed.", by, at), run);
    case "outcome-unknown":
      return sentences(
        l10n.t("{0} approved it at {1}. The call began, and nobody recorded how it ended.", by, at),
        run,
      );
  }
}

const sentences = (said: string, run: Approval["run"]): string =>
  run?.failure === undefined ? said : `${said} ${oneLine(run.failure)}`;

/** "3 rows, 1.2 s"; empty where the server said neither. */
export function runOf(run: Approval["run"]): string {
  const { rows, durationMs } = run ?? {};
  const parts = [
    ...(rows === undefined || rows === "unknown" ? [] : [rowsOf(rows)]),
    ...(durationMs === undefined ? [] : [durationWords(durationMs, Intl.DateTimeFormat().resolvedOptions().locale)]),
  ];
  return parts.join(", ");
}

/** "12 min" while there is time, "1:45" in the last two minutes; "over" when it is. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds === 0) return l10n.t("over");
  if (seconds > 120) return l10n.t("{0} min", Math.floor(seconds / 60));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
