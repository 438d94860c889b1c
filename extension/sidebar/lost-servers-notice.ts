/** Tells the person that they lost access to a server, and why. Else they would learn it from an agent's failure. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { Disposable } from "../disposables.ts";
import { type LostServer, lostServers } from "../state/lost-servers.ts";
import type { State } from "../state/state.ts";
import { unlinked } from "../unlinked.ts";

export const tellOfLostServers = (state: State): Disposable =>
  state.onChange((now, before) => {
    const lost = lostServers(before, now);
    if (lost.length > 0) void tell(lost);
  });

async function tell(lost: readonly LostServer[]): Promise<void> {
  const show = l10n.t("Show Servers");
  const [first] = lost;
  const text =
    lost.length === 1 && first !== undefined
      ? l10n.t("You cannot use {0} any more. {1}", first.title, first.reason)
      : l10n.t("You cannot use these servers any more: {0}.", namesOf(lost));
  if ((await vscode.window.showWarningMessage(unlinked(text), show)) === show) {
    await vscode.commands.executeCommand(commands.showServers);
  }
}

/** The servers named in the message; the rest is given as a number. */
const maxNamed = 3;

/** "Presto, Spark, Knowledge and 35 more". Pure. */
export function namesOf(lost: readonly LostServer[]): string {
  const names = lost
    .slice(0, maxNamed)
    .map(({ title }) => title)
    .join(", ");
  return lost.length > maxNamed ? l10n.t("{0} and {1} more", names, lost.length - maxNamed) : names;
}
