/** A message about servers that no click asked for, with a button that shows the servers view. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { unlinked } from "../link-free-text.ts";
import { showUnasked } from "../unasked-message.ts";

/** Resolves when the person has answered or closed the message; at once where they want no message. */
export async function showServersMessage(kind: "information" | "warning", text: string): Promise<void> {
  const show = l10n.t("Show Servers");
  if ((await showUnasked(kind, unlinked(text), show)) === show)
    await vscode.commands.executeCommand(commands.showServers);
}
