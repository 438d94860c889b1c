/** The statement of a request in an editor tab: a read-only document with the editor's own colours and search. */
import type { ApprovalView } from "@drawbridge/contracts/approvals";
import * as vscode from "vscode";
import type { Disposable } from "../../disposables.ts";
import { ReadOnlyDocuments } from "../../read-only-documents.ts";
import { shortActOf } from "../format-approval.ts";

export class StatementDocuments implements Disposable {
  /** A request's statement never changes. */
  readonly #documents = new ReadOnlyDocuments("drawbridge-statement");

  /** Nothing happens where the request has no statement. */
  async open({ id, plan }: ApprovalView): Promise<void> {
    if (plan.text === null) return;
    const { language, content } = plan.text;
    const name = `${shortActOf(plan, 60)}.${language === "sql" ? "sql" : "txt"}`;
    const uri = this.#documents.add([id], name, content);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#documents.dispose();
  }
}
