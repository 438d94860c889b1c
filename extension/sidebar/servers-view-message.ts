/** The words above the rows of the servers view, and beside its title. Pure. */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { userText } from "../../proxy/contracts/user-text.ts";
import { editorMessage } from "../editor-message.ts";
import { maxTools, type Offer } from "../offers/offer.ts";
import { hostOf } from "../session/session-messages.ts";
import type { Snapshot } from "../state/snapshot.ts";

export interface ViewFacts {
  readonly filter: string;
  /** Whether the person types the filter: its box shows it then, so that the message need not change with each key. */
  readonly typing: boolean;
  /** How many rows there are on the first level. */
  readonly rows: number;
  readonly offer: Offer;
  readonly trusted: boolean;
  /** The editor's language (BCP 47). */
  readonly language: string;
}

/** The lines above the rows. Where it is empty, there is no line, and a view without rows shows its welcome text. */
export function messageOf(snapshot: Snapshot, facts: ViewFacts): string {
  const restricted = facts.rows > 0 && snapshot.phase === "signed-in" && !facts.trusted;
  return [
    stateOf(snapshot, facts),
    restricted
      ? l10n.t("Restricted Mode: agents here are not offered these servers until you trust the folder.")
      : offerLine(snapshot, facts.offer),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

function stateOf(
  { phase, current, servers, asOf, failure, removedProvider, needed }: Snapshot,
  { filter, typing, rows, language }: ViewFacts,
): string {
  if (phase !== "signed-in" && phase !== "expired") return "";
  if (needed !== null)
    return l10n.t(
      "Your company's registry no longer serves this Drawbridge, only {0} and later. Update the Drawbridge extension.",
      spelledOut(needed),
    );
  if (removedProvider !== null) return removedProviderText(removedProvider);
  if (servers === null && failure !== null)
    return l10n.t("Your servers could not be read. {0}", spelledOut(editorMessage(failure)));
  if (servers === null) return l10n.t("Reading your servers…");
  if (filter !== "" && rows === 0) return l10n.t("No server matches “{0}”.", filter);
  if (filter !== "" && !typing) return l10n.t("Servers that match “{0}”", filter);
  if (phase === "expired") return l10n.t("Your session has ended. These are the servers as last known.");
  if (!current && asOf !== null)
    return l10n.t("The registry cannot be reached. As of {0}:", new Date(asOf).toLocaleString(language));
  return "";
}

/** The same provider is not offered at the next sign-in. */
const removedProviderText = (title: string): string =>
  l10n.t(
    "Your session has ended: your company no longer uses the identity provider {0} for Drawbridge. Sign in again with another one.",
    spelledOut(title),
  );

/** Empty unless the limit matters. */
function offerLine({ phase }: Snapshot, { leftOut, tools }: Offer): string {
  if (phase !== "signed-in") return "";
  if (tools > maxTools)
    return l10n.t("Agents get {0} tools here, and the editor uses at most {1}. Uncheck servers.", tools, maxTools);
  if (leftOut.length === 0) return "";
  return l10n.t(
    "Agents get {0} of at most {1} tools. {2} servers that you used less are left out: check one to offer it.",
    tools,
    maxTools,
    leftOut.length,
  );
}

/** The user, and how many tools agents get. */
export function descriptionOf({ user, phase, servers, registry }: Snapshot, { tools }: Offer): string {
  // While no user is signed in, the view shows where a sign-in would go.
  if (user === null) return registry === null ? "" : hostOf(registry);
  if (phase !== "signed-in" || servers === null || tools === 0) return userText(user);
  return l10n.t("{0} · {1}/{2} tools", userText(user), tools, maxTools);
}
