/** The open pages that run tools: one for each tool. */
import { randomBytes } from "node:crypto";
import type { MyServer } from "@drawbridge/contracts/registry";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { failureMessage } from "../commands/failure.ts";
import { commands } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import { InputHistory, labelOf } from "./input-history.ts";
import { RunMessage } from "./run-message.ts";
import { RunPageModel, type RunPageParts } from "./run-page.ts";
import { runPageHtml } from "./run-page-html.ts";
import type { ToolCalls } from "./tool-call.ts";

type Icon = Exclude<vscode.WebviewPanel["iconPath"], vscode.Uri | undefined>;

export interface RunPanelParts {
  readonly calls: ToolCalls;
  readonly media: vscode.Uri;
  readonly icon: Icon;
  /** The request that a call of this tool from this window waits for; null if it is not known. */
  waitingRequest(server: string, tool: string): string | null;
}

export class RunPanels implements Disposable {
  readonly #parts: RunPanelParts;
  readonly #panels = new Map<string, vscode.WebviewPanel>();
  readonly #history = new InputHistory();
  readonly #disposables = new Disposables();

  constructor(parts: RunPanelParts) {
    this.#parts = parts;
  }

  open(server: MyServer, tool: MyServer["tools"][number]): void {
    const key = `${server.name}/${tool.name}`;
    const open = this.#panels.get(key);
    if (open !== undefined) {
      open.reveal();
      return;
    }
    const { media, icon, calls } = this.#parts;
    const panel = vscode.window.createWebviewPanel(
      "drawbridge.run",
      oneLine(l10n.t("Run {0}", tool.title), 60),
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [media] },
    );
    panel.iconPath = icon;
    const script = panel.webview.asWebviewUri(vscode.Uri.joinPath(media, "run-page.js")).toString();
    const parts: RunPageParts = {
      calls,
      history: this.#history,
      labelOf,
      failure: (error) => failureMessage(error, commands.runTool)?.text ?? "",
      draw: (page) => {
        panel.webview.html = runPageHtml(page, {
          nonce: randomBytes(16).toString("base64"),
          language: vscode.env.language,
          script,
        });
      },
      post: (update) => void panel.webview.postMessage(update),
      review: () => {
        const id = this.#parts.waitingRequest(server.name, tool.name);
        void (id === null
          ? vscode.commands.executeCommand(commands.showApprovals)
          : vscode.commands.executeCommand(commands.openApproval, id));
      },
      copy: (text) => void vscode.env.clipboard.writeText(text),
      openDocument: (document) =>
        void vscode.workspace
          .openTextDocument(document)
          .then((opened) => vscode.window.showTextDocument(opened, { preview: false })),
      now: Date.now,
    };
    const model = new RunPageModel(server, tool, parts);
    panel.onDidDispose(() => {
      this.#panels.delete(key);
      model.cancel();
    });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const runMessage = RunMessage.safeParse(message).data;
      if (runMessage !== undefined) model.take(runMessage);
    });
    this.#panels.set(key, panel);
    void model.read();
  }

  /** Forgets the inputs of another user, and closes the pages. */
  forget(): void {
    this.#history.clear();
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }

  dispose(): void {
    this.#disposables.dispose();
    this.forget();
  }
}
