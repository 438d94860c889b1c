/** Says in a message that the person lost access to a server, and why, before an agent's call fails for it. */
import * as l10n from "@vscode/l10n";
import type { Disposable } from "../disposables.ts";
import { type LostServer, lostServers } from "../state/lost-servers.ts";
import type { State } from "../state/state.ts";
import { nameList } from "./name-list.ts";
import { showServersMessage } from "./servers-message.ts";

export const tellOfLostServers = (state: State): Disposable =>
  state.onChange((now, before) => {
    const lost = lostServers(before, now);
    if (lost.length > 0) void showServersMessage("warning", lostText(lost));
  });

function lostText(lost: readonly LostServer[]): string {
  const [first] = lost;
  return lost.length === 1 && first !== undefined
    ? l10n.t("You cannot use {0} any more. {1}", first.title, first.reason)
    : l10n.t("You cannot use these servers any more: {0}.", namesOf(lost));
}

/** "Presto, Spark, Knowledge and 35 more". Pure. */
export const namesOf = (lost: readonly LostServer[]): string => nameList(lost.map(({ title }) => title));
