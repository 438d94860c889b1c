/** Answers a click in a message without buttons, whole: what does not fit in the editor's one line is a dialog. */
import * as vscode from "vscode";
import { layoutOf } from "./message-layout.ts";

/** Resolves once the person closed the message, or it went away. */
export async function showAnswer(headline: string, detail = ""): Promise<void> {
  const { text, ...options } = layoutOf(headline, detail);
  await vscode.window.showInformationMessage(text, options);
}
