/** The open server pages: one for each server, drawn anew when what they show has changed. */
import { randomBytes } from "node:crypto";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { type Disposable, Disposables } from "../disposables.ts";
import type { State } from "../state/state.ts";
import { serverPageHtml } from "./server-page-html.ts";
import { type ServerPage, serverPage } from "./server-sections.ts";

type Icon = Exclude<vscode.WebviewPanel["iconPath"], vscode.Uri | undefined>;

export class ServerPanels implements Disposable {
  readonly #state: State;
  readonly #icon: Icon;
  readonly #panels = new Map<string, { readonly panel: vscode.WebviewPanel; shown: string }>();
  readonly #disposables = new Disposables();

  constructor(state: State, icon: Icon) {
    this.#state = state;
    this.#icon = icon;
    this.#disposables.add(state.onChange(() => this.#update()));
  }

  /** Shows the page of a server by its name. */
  open(name: string): void {
    const open = this.#panels.get(name);
    if (open !== undefined) {
      open.panel.reveal();
      return;
    }
    const column = vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel("drawbridge.server", name, column, { enableScripts: false });
    panel.iconPath = this.#icon;
    panel.onDidDispose(() => this.#panels.delete(name));
    this.#panels.set(name, { panel, shown: "" });
    this.#update();
  }

  dispose(): void {
    this.#disposables.dispose();
    for (const { panel } of [...this.#panels.values()]) panel.dispose();
  }

  #update(): void {
    for (const [name, open] of this.#panels) {
      const page = this.#page(name);
      const shown = JSON.stringify(page);
      if (shown === open.shown) continue;
      open.shown = shown;
      open.panel.title = page.title;
      open.panel.webview.html = serverPageHtml(page, randomBytes(16).toString("base64"), vscode.env.language);
    }
  }

  #page(name: string): ServerPage {
    const { servers, current, asOf, phase } = this.#state.current;
    const server = servers?.find((each) => each.name === name);
    if (server !== undefined) {
      return serverPage(server, current || asOf === null ? null : new Date(asOf).toLocaleString(vscode.env.language));
    }
    const text =
      phase === "signed-in"
        ? l10n.t("The registry does not list this server for you.")
        : l10n.t("Sign in to see this server.");
    return { title: name, name, description: "", badges: [], sections: [{ kind: "notice", tone: "plain", text }] };
  }
}
