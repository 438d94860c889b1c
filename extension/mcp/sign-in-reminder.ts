/** Offers to sign in when an agent starts a server while no user is signed in. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { commands } from "../contributions.ts";

let reminding = false;

/** Shows one reminder at a time, however many servers an agent starts. */
export async function remindToSignIn(): Promise<void> {
  if (reminding) return;
  reminding = true;
  const signIn = l10n.t("Sign In");
  const text = l10n.t("An agent wants to use a server of Drawbridge, and you are not signed in.");
  const chosen = await vscode.window.showWarningMessage(text, signIn);
  reminding = false;
  if (chosen === signIn) await vscode.commands.executeCommand(commands.signIn);
}
