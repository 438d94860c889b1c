/** Texts of the extension that the editor shows as read-only documents, with its own colours, search and comparison. */
import * as vscode from "vscode";
import { type Disposable, Disposables } from "./disposables.ts";

export class ReadOnlyDocuments implements Disposable {
  readonly #scheme: string;
  /** The texts by the address of their document. */
  readonly #texts = new Map<string, string>();
  readonly #disposables = new Disposables();

  /** `scheme` is the first part of each document's address. No other part of the extension uses it. */
  constructor(scheme: string) {
    this.#scheme = scheme;
    const provideTextDocumentContent = (uri: vscode.Uri): string => this.#texts.get(uri.toString()) ?? "";
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(scheme, { provideTextDocumentContent }));
    this.#disposables.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => uri.scheme === scheme && this.#texts.delete(uri.toString())),
    );
  }

  /**
   * The address of a document with this text, which is kept until the document is closed. `name` is the name of its tab;
   * `folders` tells it from documents of the same name. An address never gets another text.
   */
  add(folders: readonly string[], name: string, text: string): vscode.Uri {
    const path = ["", ...folders, name.replaceAll(/[/\\]/g, " ")].join("/");
    const uri = vscode.Uri.from({ scheme: this.#scheme, path });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
