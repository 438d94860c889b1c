/** How much a server is used: its section of the page, as plain data. Pure. */
import type { ServerUsage } from "@drawbridge/contracts/usage";
import * as l10n from "@vscode/l10n";
import { durationText, number, savedTimeText } from "../format-measures.ts";

/** What is known about a server's use at present. */
export type KnownUse =
  | { readonly state: "reading" }
  | { readonly state: "failed"; readonly message: string }
  | { readonly state: "read"; readonly usage: ServerUsage };

export interface UseDay {
  readonly day: string;
  readonly calls: number;
  readonly errors: number;
  readonly p95Ms: number | null;
  /** All figures of the day as text, for the pointer's tooltip and for screen readers. */
  readonly words: string;
}

export interface UseTable {
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell is the header of its row. */
  readonly rows: readonly (readonly string[])[];
}

export interface Use {
  /** The thirty days in a sentence. */
  readonly summary: string;
  readonly days: readonly UseDay[];
  /** The highest value of each plot, and its label; null where there is nothing to plot. */
  readonly maxCalls: readonly [value: number, words: string];
  readonly maxP95Ms: readonly [value: number, words: string] | null;
  readonly byDay: UseTable;
  readonly byTool: UseTable | null;
  readonly legend: { readonly calls: string; readonly errors: string; readonly p95: string };
}

type Figures = Pick<ServerUsage["days"][number], "calls" | "errors" | "p95Ms" | "minutesSaved">;

/** Null where the server was not called in those days. */
export function useOf({ days, tools }: ServerUsage, titleOf: (tool: string) => string, language: string): Use | null {
  const calls = sum(days.map((day) => day.calls));
  if (calls === 0) return null;
  const errors = sum(days.map((day) => day.errors));
  const slowest = Math.max(...days.map(({ p95Ms }) => p95Ms ?? 0));
  const maxCalls = Math.max(...days.map((day) => day.calls));
  const count = (value: number): string => number(value, language);
  const duration = (ms: number | null): string => (ms === null ? "–" : durationText(ms, language));
  const countsText = (calls: number, errors: number): readonly [string, string] => [
    calls === 1 ? l10n.t("1 call") : l10n.t("{0} calls", count(calls)),
    errors === 1 ? l10n.t("1 error") : l10n.t("{0} errors", count(errors)),
  ];
  /** A table of the same four figures for each day, or for each tool. */
  const table = (caption: string, first: string, rows: readonly (readonly [string, Figures])[]): UseTable => ({
    caption,
    head: [first, l10n.t("Calls"), l10n.t("Errors"), "p95", l10n.t("Saved")],
    rows: rows.map(([name, { calls, errors, p95Ms, minutesSaved }]) => [
      ...[name, count(calls), count(errors), duration(p95Ms)],
      savedTimeText(minutesSaved, language),
    ]),
  });
  return {
    summary: [
      ...countsText(calls, errors),
      l10n.t("about {0} saved", savedTimeText(sum(days.map((day) => day.minutesSaved)), language)),
    ].join(" · "),
    days: days.map(({ day, calls, errors, p95Ms }) => ({
      ...{ day, calls, errors, p95Ms },
      words: l10n.t("{0}: {1}, {2}, p95 {3}", dayWords(day, language), ...countsText(calls, errors), duration(p95Ms)),
    })),
    maxCalls: [maxCalls, count(maxCalls)],
    maxP95Ms: slowest > 0 ? [slowest, duration(slowest)] : null,
    byDay: table(
      l10n.t("By day (UTC)"),
      l10n.t("Day"),
      days
        .filter((day) => day.calls > 0)
        .map((day) => [dayWords(day.day, language), day] as const)
        .reverse(),
    ),
    byTool:
      tools.length === 0
        ? null
        : table(
            l10n.t("By tool"),
            l10n.t("Tool"),
            tools.map((each) => [titleOf(each.tool), each] as const),
          ),
    legend: { calls: l10n.t("calls"), errors: l10n.t("errors"), p95: l10n.t("p95 of their duration") },
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The usage days are UTC days, so they are written in UTC for every reader. */
const dayWords = (day: string, language: string): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString(language, { timeZone: "UTC", month: "short", day: "numeric" });
