/** The line above the activity view's rows: what this month's calls saved, or why that is not known. Pure. */
import * as l10n from "@vscode/l10n";
import { number, savedTimeText } from "../format-measures.ts";
import type { Snapshot } from "../state/snapshot.ts";
import type { ActivitySnapshot } from "./activity.ts";

/** Empty where the view's welcome text says enough: no user is signed in, or no agent ever called anything. */
export function activityMessage(
  { phase, current }: Snapshot,
  { calls, usage }: ActivitySnapshot,
  language: string,
): string {
  if (phase !== "signed-in" && phase !== "expired") return "";
  if (calls === null) return l10n.t("Reading what your agents called…");
  if (usage !== null && usage.month.calls > 0) return monthWords(usage.month, language);
  if (calls.length === 0) return "";
  if (phase === "expired") return l10n.t("Your session has ended. Sign in to see what you saved this month.");
  return current ? "" : l10n.t("What you saved this month is not known while the registry cannot be reached.");
}

function monthWords(
  { calls, minutesSaved }: NonNullable<ActivitySnapshot["usage"]>["month"],
  language: string,
): string {
  const count = calls === 1 ? l10n.t("1 call") : l10n.t("{0} calls", number(calls, language));
  return minutesSaved < 1
    ? l10n.t("{0} this month.", count)
    : l10n.t("About {0} of your time saved this month, in {1}.", savedTimeText(minutesSaved, language), count);
}
