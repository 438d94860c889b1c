/** The servers view: a tree of the editor. */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { contextKeys, views } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import { editorWords } from "../editor-words.ts";
import { hostOf } from "../session/session-words.ts";
import type { Snapshot } from "../state/snapshot.ts";
import type { State } from "../state/state.ts";
import { type ServerRow, serverItemOf } from "./server-row.ts";
import { serverRows } from "./server-rows.ts";

export class ServersView implements Disposable {
  readonly #state: State;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #view: vscode.TreeView<ServerRow>;
  #filter = "";
  #shown = "";

  constructor(state: State) {
    this.#state = state;
    this.#view = this.#disposables.add(
      vscode.window.createTreeView<ServerRow>(views.servers, {
        showCollapseAll: true,
        treeDataProvider: {
          onDidChangeTreeData: this.#changed.event,
          getChildren: (row) => (row === undefined ? [...this.#rows()] : [...row.children]),
          getTreeItem: serverItemOf,
        },
      }),
    );
    this.#disposables.add(state.onChange(() => this.#update()));
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#update()));
    this.#update();
  }

  /** Asks for the filter; an empty answer shows all servers. */
  async filter(): Promise<void> {
    const typed = await vscode.window.showInputBox({
      title: l10n.t("Filter Servers"),
      prompt: l10n.t("Words of a server, its owner or its tools"),
      value: this.#filter,
    });
    if (typed !== undefined) this.#filterBy(typed.trim());
  }

  clearFilter(): void {
    this.#filterBy("");
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #filterBy(filter: string): void {
    this.#filter = filter;
    void vscode.commands.executeCommand("setContext", contextKeys.filtered, filter !== "");
    this.#update();
  }

  #rows(): readonly ServerRow[] {
    return serverRows(this.#state.current, this.#filter);
  }

  #update(): void {
    const { current } = this.#state;
    const rows = this.#rows();
    const restricted = rows.length > 0 && current.phase === "signed-in" && !vscode.workspace.isTrusted;
    this.#view.message = [
      messageOf(current, this.#filter, rows.length),
      restricted
        ? l10n.t("Restricted Mode: agents here are not offered these servers until you trust the folder.")
        : "",
    ]
      .filter((line) => line !== "")
      .join("\n");
    // While no user is signed in, the view shows where a sign-in would go.
    this.#view.description = current.user?.name ?? (current.registry === null ? "" : hostOf(current.registry));
    const shown = JSON.stringify(rows);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#changed.fire();
  }
}

/** The line above the rows. Where it is empty, there is no line, and a view without rows shows its welcome text. */
function messageOf({ phase, current, servers, asOf, failure }: Snapshot, filter: string, rows: number): string {
  if (phase !== "signed-in" && phase !== "expired") return "";
  if (servers === null && failure !== null)
    return l10n.t("Your servers could not be read. {0}", spelledOut(editorWords(failure)));
  if (servers === null) return l10n.t("Reading your servers…");
  if (filter !== "" && rows === 0) return l10n.t("No server matches “{0}”.", filter);
  if (filter !== "") return l10n.t("Servers that match “{0}”", filter);
  if (phase === "expired") return l10n.t("Your session has ended. These are the servers as last known.");
  if (!current && asOf !== null) {
    return l10n.t("The registry cannot be reached. As of {0}:", new Date(asOf).toLocaleString(vscode.env.language));
  }
  return "";
}
