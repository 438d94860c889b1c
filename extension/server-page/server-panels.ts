/** The open server pages: one for each server. A page is drawn again when what it shows has changed. */
import { randomBytes } from "node:crypto";
import type { ServerUsage } from "@drawbridge/contracts/usage";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ToolInputs } from "../../proxy/contracts/control.ts";
import { commands } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import { editorMessage } from "../editor-message.ts";
import type { State } from "../state/state.ts";
import { serverPageHtml } from "./server-page-html.ts";
import { type Section, type ServerPage, serverPage, signInFirst } from "./server-sections.ts";
import type { KnownUse } from "./usage-figures.ts";

type Icon = Exclude<vscode.WebviewPanel["iconPath"], vscode.Uri | undefined>;

/** What a page reads while it is visible. */
export interface PageReads {
  usage(server: string): Promise<ServerUsage>;
  inputs(server: string): Promise<ToolInputs>;
}

interface Open {
  readonly panel: vscode.WebviewPanel;
  use: KnownUse;
  inputs: ToolInputs["tools"];
  contentKey: string;
}

/** How often (ms) a visible page reads again. */
const readIntervalMs = 60_000;

export class ServerPanels implements Disposable {
  readonly #state: State;
  readonly #icon: Icon;
  readonly #reads: PageReads;
  readonly #panels = new Map<string, Open>();
  readonly #disposables = new Disposables();

  constructor(state: State, icon: Icon, reads: PageReads) {
    this.#state = state;
    this.#icon = icon;
    this.#reads = reads;
    this.#disposables.add(
      state.onChange((now, before) => {
        // Nothing that was read for another user, or at another registry, stays on a page.
        if (now.user?.name !== before.user?.name || now.registry !== before.registry) this.#forget();
        this.#update();
        if (now.current && !before.current) this.#readVisible();
      }),
    );
    const timer = setInterval(() => this.#readVisible(), readIntervalMs);
    this.#disposables.add({ dispose: () => clearInterval(timer) });
  }

  /** Shows the page of a server by its name. */
  open(name: string): void {
    const open = this.#panels.get(name);
    if (open !== undefined) {
      open.panel.reveal();
      return;
    }
    const column = vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel("drawbridge.server", name, column, {
      enableScripts: false,
      // A page of a session that has ended offers to sign in.
      enableCommandUris: [commands.signIn, commands.requestAccess, commands.runTool],
    });
    panel.iconPath = this.#icon;
    panel.onDidDispose(() => this.#panels.delete(name));
    panel.onDidChangeViewState(() => this.#readVisible());
    this.#panels.set(name, { panel, use: { state: "reading" }, inputs: [], contentKey: "" });
    this.#update();
    this.#readVisible();
  }

  dispose(): void {
    this.#disposables.dispose();
    for (const { panel } of [...this.#panels.values()]) panel.dispose();
  }

  #forget(): void {
    for (const open of this.#panels.values()) {
      open.use = { state: "reading" };
      open.inputs = [];
    }
    this.#readVisible();
  }

  #readVisible(): void {
    for (const [name, open] of this.#panels) if (open.panel.visible) void this.#read(name, open);
  }

  async #read(name: string, open: Open): Promise<void> {
    const [use, inputs] = await Promise.all([
      this.#reads.usage(name).then(
        (usage): KnownUse => ({ state: "read", usage }),
        (error: unknown): KnownUse => ({
          state: "failed",
          message: error instanceof Error ? editorMessage(error.message) : "",
        }),
      ),
      this.#reads.inputs(name).catch(() => ({ tools: open.inputs })),
    ]);
    open.use = use;
    open.inputs = inputs.tools;
    this.#update();
  }

  #update(): void {
    for (const [name, open] of this.#panels) {
      const page = this.#page(name, open);
      const contentKey = JSON.stringify(page);
      if (contentKey === open.contentKey) continue;
      open.contentKey = contentKey;
      open.panel.title = oneLine(page.title, 60);
      open.panel.webview.html = serverPageHtml(page, randomBytes(16).toString("base64"), vscode.env.language);
    }
  }

  #page(name: string, { use, inputs }: Open): ServerPage {
    const { servers, current, asOf, phase } = this.#state.current;
    const { language } = vscode.env;
    const server = servers?.find((each) => each.name === name);
    if (server !== undefined) {
      const read = current || asOf === null ? null : new Date(asOf).toLocaleString(language);
      return serverPage(server, { asOf: read, ended: phase === "expired", use, inputs, language });
    }
    const unlisted = l10n.t("The registry does not list this server for you.");
    const section: Section = phase === "signed-in" ? { kind: "notice", tone: "plain", text: unlisted } : signInFirst();
    return { title: name, name, description: "", badges: [], sections: [section] };
  }
}
