/** The pages of the documentation that the package carries, so that they can be read without a network. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { registerCommand } from "./commands/register.ts";
import { commands } from "./contributions.ts";
import type { Disposable } from "./disposables.ts";

/** The pages are in English, as are their titles. scripts/vsix.ts puts `docs` into the package. */
export const registerDocumentation = (extension: vscode.Uri): Disposable =>
  registerCommand(commands.showDocs, async () => {
    const pages = [
      { label: l10n.t("Overview"), file: ["README.md"] },
      { label: l10n.t("Connecting the Agents on a Machine"), file: ["docs", "agents.md"] },
      { label: l10n.t("Desktop, Remote, Container and Browser"), file: ["docs", "vscode-remote.md"] },
      { label: l10n.t("Errors and What to Do"), file: ["docs", "errors.md"] },
      { label: l10n.t("Removing Drawbridge"), file: ["docs", "uninstall.md"] },
    ];
    const placeHolder = l10n.t("The page to read. It is in English.");
    const page = await vscode.window.showQuickPick(pages, { placeHolder });
    if (page === undefined) return;
    await vscode.commands.executeCommand("markdown.showPreview", vscode.Uri.joinPath(extension, ...page.file));
  });
