/** `Drawbridge: Try a Query`: a first question for the editor's agent, written but not sent. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { Snapshot } from "../state/snapshot.ts";

export async function tryQuery({ phase, servers }: Snapshot): Promise<void> {
  const open = (servers ?? []).filter(
    ({ access, tools }) => access.allowed && tools.some(({ effect }) => effect === "read"),
  );
  // The command promises rows, so a server with the tool `query` comes before one that can only be searched.
  const server = open.find(({ tools }) => tools.some(({ name }) => name === "query")) ?? open[0];
  if (phase !== "signed-in" || server === undefined) {
    const signIn = l10n.t("Sign In");
    const text = phase === "signed-in" ? l10n.t("No server is open to you yet.") : l10n.t("Sign in to try a query.");
    const chosen = await vscode.window.showInformationMessage(text, ...(phase === "signed-in" ? [] : [signIn]));
    if (chosen === signIn) await vscode.commands.executeCommand(commands.signIn);
    return;
  }
  const query = l10n.t("What can I ask of {0}? Look at what there is, then show me a few rows.", `#${server.name}`);
  await vscode.commands.executeCommand("workbench.action.chat.open", { query, isPartialQuery: true });
}
