/** A message about servers, with a button that shows the servers view. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { unlinked } from "../link-free-text.ts";

/** Resolves when the person has answered or closed the message. */
export async function showServersMessage(kind: "information" | "warning", text: string): Promise<void> {
  const show = l10n.t("Show Servers");
  const { showInformationMessage, showWarningMessage } = vscode.window;
  const ask = kind === "warning" ? showWarningMessage : showInformationMessage;
  if ((await ask(unlinked(text), show)) === show) await vscode.commands.executeCommand(commands.showServers);
}
