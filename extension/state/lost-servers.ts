/** Which servers a change took away from the user, and why. Pure. */
import { denialSentence } from "@drawbridge/contracts/denial";
import * as l10n from "@vscode/l10n";
import type { Snapshot } from "./snapshot.ts";

export interface LostServer {
  readonly name: string;
  readonly title: string;
  /** The registry's reason and whom to ask. */
  readonly reason: string;
}

/** Servers that the same user could use before and cannot use now. A sign-out or a change of user does not count. */
export function lostServers(before: Snapshot, after: Snapshot): readonly LostServer[] {
  if (before.servers === null || after.servers === null) return [];
  if (before.phase !== "signed-in" || after.phase !== "signed-in" || before.user?.name !== after.user?.name) return [];
  const now = new Map(after.servers.map((server) => [server.name, server]));
  return before.servers.flatMap(({ name, title, owner, access }) => {
    const server = now.get(name);
    if (!access.allowed || server?.access.allowed === true) return [];
    const reason =
      server === undefined
        ? l10n.t("The registry does not list it for you any more. Ask {0}.", owner)
        : denialSentence(server.access);
    return [{ name, title, reason }];
  });
}
