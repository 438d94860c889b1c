/** The command that shows what Drawbridge has on this machine, and removes it after a yes. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { thisMachine } from "../../proxy/agents/machine.ts";
import { registerCommand } from "../commands/register.ts";
import { commands, extensionId } from "../contributions.ts";
import type { Disposable } from "../disposables.ts";
import { unlinked } from "../link-free-text.ts";
import type { Window } from "../window.ts";

export function registerUninstall({ home, program }: Window): Disposable {
  return registerCommand(commands.uninstall, async () => {
    // Loaded only now, so that the window starts quickly.
    const [{ uninstallHere }, { effectsOn }, { lookForUninstall }] = await Promise.all([
      import("./uninstall-here.ts"),
      import("../../proxy/uninstall/effects.ts"),
      import("../../proxy/uninstall/look.ts"),
    ]);
    const machine = thisMachine();
    const workplace = { home, machine };
    await uninstallHere({
      machine,
      effects: effectsOn(workplace, program),
      look: () => lookForUninstall(workplace),
      confirm: async (list) => {
        const remove = l10n.t("Remove All of This");
        const detail = list.map(unlinked).join("\n");
        const question = l10n.t("Remove Drawbridge from this machine?");
        return (await vscode.window.showWarningMessage(question, { modal: true, detail }, remove)) === remove;
      },
      tellTroubles: (lines) => {
        const detail = lines.map(unlinked).join("\n");
        void vscode.window.showWarningMessage(l10n.t("Not everything was removed."), { modal: true, detail });
      },
      offerExtension: () => void offerExtension(),
    });
  });
}

async function offerExtension(): Promise<void> {
  const uninstall = l10n.t("Uninstall Extension");
  const text = l10n.t("Drawbridge was removed from this machine. The extension itself is still installed.");
  if ((await vscode.window.showInformationMessage(text, uninstall)) === uninstall)
    await vscode.commands.executeCommand("workbench.extensions.uninstallExtension", extensionId);
}
