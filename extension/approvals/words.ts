/** A request in a person's words. Pure; what others wrote is on one line here, and nothing in it acts or hides. */
import type { Amount, Approval, ApprovalState, ApprovalView, Plan } from "@drawbridge/contracts/approvals";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";

/** "ada, by claude-code in reports". */
export function whoAsks({ user, agent, workspace }: ApprovalView): string {
  const [who, by, where] = [oneLine(user, 60), oneLine(agent ?? "", 60), oneLine(workspace ?? "", 60)];
  if (agent === null) return who;
  return workspace === null ? l10n.t("{0}, by {1}", who, by) : l10n.t("{0}, by {1} in {2}", who, by, where);
}

/** "INSERT ads.main.spend, ads.main.events"; beyond `most` objects the rest is a number. */
export function actOf({ verb, objects }: Plan, most: number): string {
  const named = objects.slice(0, most).map((each) => oneLine(each, 80));
  const more = objects.length - named.length;
  const what = [oneLine(verb, 60), named.join(", ")].filter((part) => part !== "").join(" ");
  return more > 0 ? l10n.t("{0} and {1} more", what, more) : what;
}

/** The same in the width of a side bar: "INSERT ads.main.spend +1". */
export function shortActOf({ verb, objects: [first, ...others] }: Plan): string {
  const parts = [verb, first ?? "", others.length > 0 ? `+${others.length}` : ""];
  return parts
    .filter((part) => part !== "")
    .map((part) => oneLine(part, 80))
    .join(" ");
}

export const placeOf = ({ serverTitle, environment }: ApprovalView): string =>
  `${oneLine(serverTitle, 60)} (${environment})`;

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
export function fateOf({ state, decision }: Approval, at: string): string {
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
      return l10n.t("{0} approved it at {1}. The call has run.", by, at);
    case "failed":
      return l10n.t("{0} approved it at {1}. The call ran and failed.", by, at);
    case "outcome-unknown":
      return l10n.t("{0} approved it at {1}. The call began, and nobody recorded how it ended.", by, at);
  }
}

/** "12 min" while there is time, "1:45" in the last two minutes; "over" when it is. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds === 0) return l10n.t("over");
  if (seconds > 120) return l10n.t("{0} min", Math.floor(seconds / 60));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
