/** Durations, sums and times in words, as the views and pages say them. Pure; `language` is the editor's (BCP 47). */
import * as l10n from "@vscode/l10n";

export function durationWords(ms: number, language: string): string {
  if (ms < 1_000) return l10n.t("{0} ms", Math.round(ms));
  if (ms < 60_000) return l10n.t("{0} s", number(ms / 1_000, language, ms < 10_000 ? 1 : 0));
  const seconds = Math.round(ms / 1_000);
  return l10n.t("{0} min {1} s", Math.floor(seconds / 60), seconds % 60);
}

/** Whole minutes below two hours, then hours: more would claim to know more than estimates do. */
export function savedWords(minutes: number, language: string): string {
  return minutes < 120
    ? l10n.t("{0} min", number(minutes, language))
    : l10n.t("{0} h", number(minutes / 60, language, minutes < 600 ? 1 : 0));
}

export const number = (value: number, language: string, digits = 0): string =>
  value.toLocaleString(language, { maximumFractionDigits: digits });
