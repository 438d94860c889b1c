/** The definition that a call changes, now and after it, in the editor's own comparison: two read-only documents. */
import type { ApprovalView } from "@drawbridge/contracts/approvals";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { showAnswer } from "../../answer-message.ts";
import type { Disposable } from "../../disposables.ts";
import { ReadOnlyDocuments } from "../../read-only-documents.ts";

export class DefinitionView implements Disposable {
  /** A request's definitions never change. */
  readonly #documents = new ReadOnlyDocuments("drawbridge-definition");

  /** Where a side is not shown, a message says why. Nothing happens where the call changes no definition. */
  async open({ id, plan: { definition } }: ApprovalView): Promise<void> {
    if (definition === undefined) return;
    const { object, now, after, why } = definition;
    const name = oneLine(object, 60);
    if (now === null || after === null) {
      void showAnswer(l10n.t("There is no comparison for the definition of {0}.", name), oneLine(why ?? ""));
      return;
    }
    const left = this.#documents.add([id, "now"], `${name}.sql`, now);
    const right = this.#documents.add([id, "after"], `${name}.sql`, after);
    await vscode.commands.executeCommand("vscode.diff", left, right, l10n.t("{0}: now and after", name));
  }

  dispose(): void {
    this.#documents.dispose();
  }
}
