/** The statement of a request in an editor tab: a read-only document with the editor's own colours and search. */
import type { ApprovalView } from "@drawbridge/contracts/approvals";
import * as vscode from "vscode";
import { type Disposable, Disposables } from "../disposables.ts";
import { shortActOf } from "./format-approval.ts";

const scheme = "drawbridge-statement";

export class StatementDocuments implements Disposable {
  /** The texts by the address of their document. A request's statement never changes. */
  readonly #texts = new Map<string, string>();
  readonly #disposables = new Disposables();

  constructor() {
    const provideTextDocumentContent = (uri: vscode.Uri): string => this.#texts.get(uri.toString()) ?? "";
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(scheme, { provideTextDocumentContent }));
    this.#disposables.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => uri.scheme === scheme && this.#texts.delete(uri.toString())),
    );
  }

  /** Nothing happens where the request has no statement. */
  async open({ id, plan }: ApprovalView): Promise<void> {
    if (plan.text === null) return;
    const { language, content } = plan.text;
    const name = shortActOf(plan, 60).replaceAll(/[/\\]/g, " ");
    const uri = vscode.Uri.from({ scheme, path: `/${id}/${name}.${language === "sql" ? "sql" : "txt"}` });
    this.#texts.set(uri.toString(), content);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
