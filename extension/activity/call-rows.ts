/** The activity view as rows of plain data. Pure. */
import type { MyServer } from "@drawbridge/contracts/registry";
import * as l10n from "@vscode/l10n";
import type { EndedCall } from "../../proxy/contracts/control.ts";
import { durationText } from "../format-measures.ts";
import type { ViewRow } from "../sidebar/view-row.ts";
import { outcomeOf } from "./call-outcome.ts";

export interface CallRow extends ViewRow {
  /** What a screen reader reads. */
  readonly spoken: string;
  /** Null for the row of a day. */
  readonly call: EndedCall | null;
  readonly children: readonly CallRow[];
}

/** How times are written for the reader. The editor knows the reader's language and time zone. */
export interface Clock {
  readonly language: string;
  /** The day of a time (ISO 8601), as the reader writes it. */
  day(at: string): string;
  time(at: string): string;
  readonly today: string;
}

/** Today's calls, then each earlier day as a group. `servers` gives the titles of the servers that are known. */
export function callRows(calls: readonly EndedCall[], servers: readonly MyServer[], clock: Clock): readonly CallRow[] {
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
  const counts = new Map<string, number>();
  return calls.map((call) => {
    const name = [call.at, call.server, call.tool, call.agent, call.ms].join(" ");
    const before = counts.get(name) ?? 0;
    counts.set(name, before + 1);
    return [`call:${name} ${before}`, call] as const;
  });
}

function dayRow(day: string, rows: readonly CallRow[]): CallRow {
  const count = rows.length === 1 ? l10n.t("1 call") : l10n.t("{0} calls", rows.length);
  return {
    ...{ id: `day:${day}`, label: day, description: count, tooltip: day, spoken: `${day}, ${count}` },
    ...{ icon: null, call: null, children: rows },
  };
}

function callRow(id: string, call: EndedCall, servers: readonly MyServer[], clock: Clock): CallRow {
  const { at, server: name, tool: toolName, ms, agent, outcome } = call;
  const server = servers.find((each) => each.name === name);
  const tool = server?.tools.find((each) => each.name === toolName);
  const { text, icon } = outcomeOf(outcome);
  const duration = durationText(ms, clock.language);
  const label = tool?.title ?? toolName;
  // What matters comes first, because a narrow side bar cuts the end.
  const description = [...(text === null ? [] : [text]), server?.title ?? name, agent, duration, clock.time(at)].join(
    " · ",
  );
  return {
    ...{ id, label, description, icon, call },
    tooltip: [
      l10n.t("{0} called {1} on {2}", agent, toolName, name),
      `${clock.day(at)} ${clock.time(at)}`,
      l10n.t("{0} after {1}", text ?? l10n.t("answered"), duration),
    ].join("\n"),
    spoken: l10n.t(
      "{0} on {1}: {2} after {3}. By {4}, {5}.",
      label,
      server?.title ?? name,
      text ?? l10n.t("answered"),
      duration,
      agent,
      clock.time(at),
    ),
    children: [],
  };
}
