/**
 * What each surface shows of a request, in one wording: its state, its cost, whether it can be undone, who decided, and
 * what became of it. Pure. A surface (surface.ts) writes the sentences as text or markup and marks what is invisible.
 */
import type { Effect } from "../access.ts";
import type { Amount, Approval, ApprovalScope, Plan } from "../approvals.ts";
import { personText } from "../display-name.ts";
import type { ApprovalState } from "./states.ts";
import type { Surface } from "./surface.ts";

type Say<Text> = Pick<Surface<Text>, "say">;

/** One or two words: "Waiting". */
export const formatState = <Text>(state: ApprovalState, { say }: Say<Text>): Text => {
  const words: Readonly<Record<ApprovalState, () => Text>> = {
    pending: () => say("Waiting"),
    approved: () => say("Approved"),
    rejected: () => say("Rejected"),
    expired: () => say("Expired"),
    void: () => say("Withdrawn"),
    consumed: () => say("Running"),
    succeeded: () => say("Done"),
    failed: () => say("Failed"),
    "outcome-unknown": () => say("Outcome unknown"),
  };
  return words[state]();
};

export const formatEffect = <Text>(effect: Effect, { say }: Say<Text>): Text => {
  const words: Readonly<Record<Effect, () => Text>> = {
    read: () => say("reads"),
    write: () => say("writes"),
    destructive: () => say("destroys"),
  };
  return words[effect]();
};

export const formatReversible = <Text>(reversible: Plan["reversible"], { say }: Say<Text>): Text => {
  const words: Readonly<Record<Plan["reversible"], () => Text>> = {
    yes: () => say("can be undone"),
    no: () => say("cannot be undone"),
    unknown: () => say("may be impossible to undo"),
  };
  return words[reversible]();
};

/** "about 3 rows, 48 MB": an estimate. */
export function formatCost<Text>({ rows, bytes }: Plan["cost"], surface: Surface<Text>): Text {
  const { say } = surface;
  if (rows === "unknown" && bytes === "unknown") return say("unknown");
  const [ofRows, ofBytes] = [formatRows(rows, surface), formatBytes(bytes, surface)];
  return rows === "unknown" ? say("{0}, about {1}", ofRows, ofBytes) : say("about {0}, {1}", ofRows, ofBytes);
}

export function formatRows<Text>(rows: Amount, { say, number }: Pick<Surface<Text>, "say" | "number">): Text {
  if (rows === "unknown") return say("unknown rows");
  return rows === 1 ? say("1 row") : say("{0} rows", number(rows));
}

const units = ["bytes", "kB", "MB", "GB", "TB", "PB"];

/** "48 MB": decimal, at most three digits. */
export function formatBytes<Text>(bytes: Amount, { say, number }: Pick<Surface<Text>, "say" | "number">): Text {
  if (bytes === "unknown") return say("unknown bytes");
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return say("{0} {1}", number(Number((bytes / 1000 ** power).toPrecision(3)), 2), units[power] ?? "");
}

/** "85 ms", "1.2 s", "2 min 5 s". */
export function formatDuration<Text>(ms: number, { say, number }: Pick<Surface<Text>, "say" | "number">): Text {
  if (ms < 1_000) return say("{0} ms", Math.round(ms));
  if (ms < 60_000) return say("{0} s", number(ms / 1_000, ms < 10_000 ? 1 : 0));
  const seconds = Math.round(ms / 1_000);
  return say("{0} min {1} s", Math.floor(seconds / 60), seconds % 60);
}

/** "3 rows, 1.2 s"; null where the server reported neither. */
export function formatRun<Text>(run: Approval["run"], surface: Surface<Text>): Text | null {
  const { rows = "unknown", durationMs } = run ?? {};
  const [ofRows, duration] = [
    rows === "unknown" ? null : formatRows(rows, surface),
    durationMs === undefined ? null : formatDuration(durationMs, surface),
  ];
  if (ofRows === null || duration === null) return ofRows ?? duration;
  return surface.say("{0}, {1}", ofRows, duration);
}

/** "used 3 of 20 times, 1,200 of 10,000 rows". */
export function formatUses<Text>(scope: ApprovalScope, { say, number }: Surface<Text>): Text {
  const { uses, maxUses, rows, maxRows } = scope;
  if (maxUses === undefined || rows === undefined || maxRows === undefined)
    return uses === 1 ? say("used once") : say("used {0} times", uses);
  return say("used {0} of {1} times, {2} of {3} rows", uses, maxUses, number(rows), number(maxRows));
}

/** Who has to approve: "a yes from ada". */
export const formatNeed = ({ view, names }: Approval, { say, person, words }: Surface): string =>
  view.need === "caller"
    ? say("a yes from {0}", person(personText(view.user, names)))
    : say("a yes from a second person ({0})", words(view.approvers.join(" or ")));

/** What a sentence about the end of a request is made of. Servers do not know the time of the decision. */
export interface Fate extends Pick<Approval, "state" | "run" | "names"> {
  readonly decision: (Omit<NonNullable<Approval["decision"]>, "at"> & { readonly at: string | null }) | null;
  readonly view: Pick<Approval["view"], "expiresAt">;
}

/** Who decided, when, and what became of the request: one to three sentences. */
export function formatFate<Text>(fate: Fate, surface: Surface<Text>): Text {
  const [decision, outcome] = [formatDecision(fate, surface), formatOutcome(fate, surface)];
  return decision === null ? outcome : surface.say("{0} {1}", decision, outcome);
}

/** "ada approved it at 12:00."; null where no person decided, or where the request was withdrawn. */
export function formatDecision<Text>(
  { state, decision, names }: Fate,
  { say, person, words, time }: Surface<Text>,
): Text | null {
  if (decision === null || state === "pending" || state === "void") return null;
  const { at, scope, reason } = decision;
  const by = personText(decision.by, names);
  if (state === "rejected")
    return at === null ? say("{0} rejected it.", person(by)) : say("{0} rejected it at {1}.", person(by), time(at));
  if (at === null) return say("{0} approved it.", person(by));
  if (scope === null) return say("{0} approved it at {1}.", person(by), time(at));
  // The registry counts there which use of the standing approval this is.
  const use = reason?.startsWith("use ") === true ? reason : null;
  return use === null
    ? say("{0} approved it under a standing approval at {1}.", person(by), time(at))
    : say("{0} approved it under a standing approval at {1} ({2}).", person(by), time(at), words(use));
}

/** What became of the request. */
export function formatOutcome<Text>({ state, decision, view, run }: Fate, surface: Surface<Text>): Text {
  const { say, time } = surface;
  const withFailure = (text: Text): Text =>
    run?.failure === undefined ? text : say("{0} {1}", text, surface.words(run.failure));
  switch (state) {
    case "pending":
      return say("It waits for a decision until {0}.", time(view.expiresAt));
    case "approved":
      return say("It runs when the agent's call comes back for it.");
    case "rejected":
      return say("The agent gets the reason.");
    case "expired":
      return decision === null
        ? say("It expired before a person decided. The agent may ask again.")
        : say("The agent's call did not come back in time. The agent may ask again.");
    case "void":
      return say("It was withdrawn before it ran.");
    case "consumed":
      return say("The call is running.");
    case "succeeded": {
      const report = formatRun(run, surface);
      return report === null ? say("The call has run.") : say("The call has run: {0}.", report);
    }
    case "failed":
      return withFailure(say("The call ran and failed."));
    case "outcome-unknown":
      return withFailure(say("The call began, and no record says how it ended."));
  }
}
