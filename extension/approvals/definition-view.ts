/** The definition that a call changes, now and after it, in the editor's own comparison: two read-only documents. */
import type { ApprovalView } from "@drawbridge/contracts/approvals";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { type Disposable, Disposables } from "../disposables.ts";

const scheme = "drawbridge-definition";

export class DefinitionView implements Disposable {
  /** The texts by the address of their document. A request's definitions never change. */
  readonly #texts = new Map<string, string>();
  readonly #disposables = new Disposables();

  constructor() {
    const provideTextDocumentContent = (uri: vscode.Uri): string => this.#texts.get(uri.toString()) ?? "";
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(scheme, { provideTextDocumentContent }));
    this.#disposables.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => uri.scheme === scheme && this.#texts.delete(uri.toString())),
    );
  }

  /** Where a side is not shown, a message says why. Nothing happens where the call changes no definition. */
  async open({ id, plan: { definition } }: ApprovalView): Promise<void> {
    if (definition === undefined) return;
    const { object, now, after, why } = definition;
    const name = oneLine(object, 60);
    if (now === null || after === null) {
      void vscode.window.showInformationMessage(l10n.t("Definition of {0}: {1}", name, oneLine(why ?? "")));
      return;
    }
    const [left, right] = [this.#document(id, name, "now", now), this.#document(id, name, "after", after)];
    await vscode.commands.executeCommand("vscode.diff", left, right, l10n.t("{0}: now and after", name));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #document(id: string, name: string, side: "now" | "after", text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${id}/${side}/${name.replaceAll(/[/\\]/g, " ")}.sql` });
    this.#texts.set(uri.toString(), text);
    return uri;
  }
}
