/** The page of one call. One page serves all: it shows the call that the person chose last. It runs no script. */
import { randomBytes } from "node:crypto";
import { visible } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { Disposable } from "../disposables.ts";
import { htmlPage } from "../html-page.ts";
import { pageStyle } from "../server-page/page-style.ts";
import type { CallDetails } from "./call-details.ts";

export class CallPage implements Disposable {
  #panel: vscode.WebviewPanel | null = null;

  show(details: CallDetails): void {
    this.#panel ??= this.#opened();
    this.#panel.title = details.title;
    this.#panel.webview.html = callPageHtml(details, randomBytes(16).toString("base64"), vscode.env.language);
    this.#panel.reveal();
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #opened(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel("drawbridge.call", "Drawbridge", vscode.ViewColumn.Active, {
      enableScripts: false,
      // The links on the page open pages. They decide nothing.
      enableCommandUris: [commands.openServer, commands.openApproval],
    });
    panel.onDidDispose(() => {
      this.#panel = null;
    });
    return panel;
  }
}

/** `language` is the editor's (BCP 47). */
export function callPageHtml({ title, facts, server, request }: CallDetails, nonce: string, language: string): string {
  const link = (command: string, argument: string, words: string): string =>
    `<a href="command:${command}?${encodeURIComponent(JSON.stringify([argument]))}">${visible(words)}</a>`;
  const links = [
    ...(request === null ? [] : [link(commands.openApproval, request, l10n.t("Open the Request"))]),
    ...(server === null ? [] : [link(commands.openServer, server, l10n.t("Open the Server's Page"))]),
  ];
  return htmlPage(
    { title, language, nonce, style: pageStyle, script: null },
    `<h1>${visible(title)}</h1>
<p class="lead">${visible(l10n.t("What the call asked and what it answered is recorded nowhere."))}</p>
<dl>${facts.map(([name, value]) => `<div><dt>${visible(name)}</dt><dd>${visible(value)}</dd></div>`).join("")}</dl>
<p>${links.join(" · ")}</p>`,
  );
}
