/** The activity view as rows of plain data. Pure. */
import type { MyServer } from "@drawbridge/contracts/registry";
import * as l10n from "@vscode/l10n";
import type { EndedCall } from "../../proxy/contracts/control.ts";
import { durationWords } from "../measures.ts";
import type { Row } from "../sidebar/row.ts";

/** How times are written for the reader. The editor knows the reader's language and time zone. */
export interface Clock {
  readonly language: string;
  /** The day of a time (ISO 8601), as the reader writes it. */
  day(at: string): string;
  time(at: string): string;
  readonly today: string;
}

/** Today's calls, then each earlier day as a group. `servers` gives the titles of the servers that are known. */
export function callRows(calls: readonly EndedCall[], servers: readonly MyServer[], clock: Clock): readonly Row[] {
  const named = withIds(calls).map(([id, call]) => ({
    day: clock.day(call.at),
    row: callRow(id, call, servers, clock),
  }));
  const days = [...new Set(named.map(({ day }) => day))];
  return days.flatMap((day) => {
    const rows = named.filter((each) => each.day === day).map(({ row }) => row);
    return day === clock.today ? rows : [dayRow(day, rows)];
  });
}

/** Gives each call its own id, so that two equal calls within one millisecond are still two rows. */
function withIds(calls: readonly EndedCall[]): readonly (readonly [string, EndedCall])[] {
  const seen = new Map<string, number>();
  return calls.map((call) => {
    const name = [call.at, call.server, call.tool, call.agent, call.ms].join(" ");
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return [`call:${name} ${before}`, call] as const;
  });
}

const dayRow = (day: string, rows: readonly Row[]): Row => ({
  id: `day:${day}`,
  label: day,
  description: rows.length === 1 ? l10n.t("1 call") : l10n.t("{0} calls", rows.length),
  tooltip: day,
  icon: null,
  kind: "group",
  opens: null,
  children: rows,
  expanded: false,
});

function callRow(id: string, call: EndedCall, servers: readonly MyServer[], clock: Clock): Row {
  const { at, server: name, tool: toolName, ms, agent } = call;
  const server = servers.find((each) => each.name === name);
  const tool = server?.tools.find((each) => each.name === toolName);
  const outcome = outcomeOf(call);
  const duration = durationWords(ms, clock.language);
  return {
    id,
    label: tool?.title ?? toolName,
    description: [
      ...(outcome.said === null ? [] : [outcome.said]),
      server?.title ?? name,
      duration,
      agent,
      clock.time(at),
    ].join(" · "),
    tooltip: [
      l10n.t("{0} called {1} on {2}", agent, toolName, name),
      `${clock.day(at)} ${clock.time(at)}`,
      l10n.t("{0} after {1}", outcome.said ?? l10n.t("answered"), duration),
    ].join("\n"),
    icon: outcome.icon,
    kind: "call",
    opens: server === undefined ? null : name,
    children: [],
    expanded: false,
  };
}

interface Outcome {
  /** Null where the call was answered, because that needs no words. */
  readonly said: string | null;
  readonly icon: NonNullable<Row["icon"]>;
}

function outcomeOf({ outcome }: EndedCall): Outcome {
  if (outcome === "ok") return { said: null, icon: ["check", "testing.iconPassed"] };
  if (outcome === "approval-pending") return { said: l10n.t("waits for approval"), icon: ["clock"] };
  if (outcome === "cancelled") return { said: l10n.t("cancelled"), icon: ["circle-slash"] };
  return { said: failures[outcome]?.() ?? l10n.t("failed"), icon: ["error", "testing.iconFailed"] };
}

/** The codes of `Failure` (proxy/kernel/failure.ts) that say more than that the call failed. */
const failures: Readonly<Record<string, () => string>> = {
  error: () => l10n.t("error"),
  "tool-error": () => l10n.t("answered with an error"),
  "not-allowed": () => l10n.t("not allowed"),
  "not-signed-in": () => l10n.t("not signed in"),
  "session-expired": () => l10n.t("session ended"),
  unreachable: () => l10n.t("not reached"),
  "timed-out": () => l10n.t("timed out"),
  "may-have-run": () => l10n.t("cut off, may have run"),
};
