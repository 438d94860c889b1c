/** Says in a message that the person lost access to a server, and why. Without it they would learn it from an agent's failure. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { Disposable } from "../disposables.ts";
import { unlinked } from "../link-free-text.ts";
import { type LostServer, lostServers } from "../state/lost-servers.ts";
import type { State } from "../state/state.ts";
import { nameList } from "./name-list.ts";

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

/** "Presto, Spark, Knowledge and 35 more". Pure. */
export const namesOf = (lost: readonly LostServer[]): string => nameList(lost.map(({ title }) => title));
