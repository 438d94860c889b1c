/** Durations, saved time and numbers as texts for the views and pages. Pure; `language` is the editor's (BCP 47). */
import { formatDuration } from "@drawbridge/contracts/approvals/format";
import * as l10n from "@vscode/l10n";
import { editorText } from "./editor-text.ts";

export const durationText = (ms: number, language: string): string =>
  formatDuration(ms, { say: editorText.say, number: (value, digits) => number(value, language, digits) });

/** Whole minutes below two hours, then hours, because the figures are estimates and more digits would mislead. */
export function savedTimeText(minutes: number, language: string): string {
  return minutes < 120
    ? l10n.t("{0} min", number(minutes, language))
    : l10n.t("{0} h", number(minutes / 60, language, minutes < 600 ? 1 : 0));
}

export const number = (value: number, language: string, digits = 0): string =>
  value.toLocaleString(language, { maximumFractionDigits: digits });
