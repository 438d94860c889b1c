/** Messages that no click of the person asked for. The setting drawbridge.notifications turns all of them off. */
import * as vscode from "vscode";
import { settings } from "./contributions.ts";
import type { Disposable } from "./disposables.ts";

/** Whether the person wants no message that they did not ask for. */
export const isQuiet = (): boolean => vscode.workspace.getConfiguration().get(settings.notifications) === "badge";

export const onQuietChange = (listener: () => void): Disposable =>
  vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(settings.notifications)) listener();
  });

/** Resolves with the chosen button; undefined where the message was closed, or was not shown because the person wants none. */
export async function showUnasked(
  kind: "information" | "warning" | "error",
  text: string,
  ...buttons: readonly string[]
): Promise<string | undefined> {
  if (isQuiet()) return undefined;
  const { showErrorMessage, showInformationMessage, showWarningMessage } = vscode.window;
  const show = { error: showErrorMessage, information: showInformationMessage, warning: showWarningMessage }[kind];
  return show(text, ...buttons);
}
