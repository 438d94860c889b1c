/** Amounts, times and states in words. */
import type { Amount, Approval, ApprovalState, Plan } from "@drawbridge/contracts/approvals";
import { html } from "hono/html";
import { seen } from "./frame.ts";

/** "48 MB": decimal, at most three digits. */
export function bytesInWords(bytes: Amount): string {
  if (bytes === "unknown") return "unknown bytes";
  const units = ["bytes", "kB", "MB", "GB", "TB", "PB"];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${Number((bytes / 1000 ** power).toPrecision(3)).toLocaleString("en")} ${units[power]}`;
}

export const rowsInWords = (rows: Amount): string =>
  rows === "unknown" ? "unknown rows" : `${rows.toLocaleString("en")} ${rows === 1 ? "row" : "rows"}`;

export const costInWords = ({ rows, bytes }: Plan["cost"]): string =>
  rows === "unknown" && bytes === "unknown" ? "unknown" : `about ${rowsInWords(rows)}, ${bytesInWords(bytes)}`;

export const reversibleInWords: Readonly<Record<Plan["reversible"], string>> = {
  yes: "yes, it can be undone",
  no: "no, it cannot be undone",
  unknown: "unknown: count it as no",
};

export const effectInWords: Readonly<Record<Plan["effect"], string>> = {
  read: "reads",
  write: "writes",
  destructive: "destroys",
};

export const stateInWords: Readonly<Record<ApprovalState, string>> = {
  pending: "Waiting",
  approved: "Approved",
  rejected: "Rejected",
  expired: "Expired",
  void: "Withdrawn",
  consumed: "Running",
  succeeded: "Done",
  failed: "Failed",
  "outcome-unknown": "Outcome unknown",
};

/** "3 rows, 1.2 s"; empty where the server said neither. */
export function runInWords(run: Approval["run"]): string {
  const { rows, durationMs } = run ?? {};
  const seconds = (ms: number): string =>
    ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toLocaleString("en", { maximumFractionDigits: 1 })} s`;
  return [
    ...(rows === undefined || rows === "unknown" ? [] : [rowsInWords(rows)]),
    ...(durationMs === undefined ? [] : [seconds(durationMs)]),
  ].join(", ");
}

/** A time that the page's script shows in the reader's own zone. */
export const time = (iso: string) => html`<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")} UTC</time>`;

/** " (use 3 of 20, 1,200 of 10,000 rows)". */
const useOf = (use: string | null) => (use === null || !use.startsWith("use ") ? "" : html` (${seen(use)})`);

/** What became of a request, in a sentence. */
export function fateOf({ state, decision, view, run }: Approval) {
  const by = decision === null ? "" : html` by <b>${seen(decision.by)}</b>`;
  const why = run?.failure === undefined ? "" : html` ${seen(run.failure)}`;
  const what = runInWords(run);
  const at = decision === null ? "" : html`, ${time(decision.at)}`;
  const how = decision?.scope ? html` under a standing approval${useOf(decision.reason)}` : "";
  switch (state) {
    case "pending":
      return html`It waits for a decision until ${time(view.expiresAt)}.`;
    case "approved":
      return html`Approved${by}${how}${at}. It runs when the agent's call comes back for it.`;
    case "rejected":
      return html`Rejected${by}${at}. The agent is told the reason.`;
    case "expired":
      return decision === null
        ? html`Nobody decided in time. The agent may ask again.`
        : html`Approved${by}${at}, but the call did not come back in time. The agent may ask again.`;
    case "void":
      return html`Withdrawn before it ran.`;
    case "consumed":
      return html`Approved${by}${how}${at}. The call is running.`;
    case "succeeded":
      return html`Approved${by}${how}${at}. The call has run${what === "" ? "" : `: ${what}`}.`;
    case "failed":
      return html`Approved${by}${how}${at}. The call ran and failed.${why}`;
    case "outcome-unknown":
      return html`Approved${by}${how}${at}. The call began, and nobody recorded how it ended.${why}`;
  }
}
