/** The servers view: a tree of the editor. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { contextKeys, views } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import type { Offers } from "../offers/offers.ts";
import type { Snapshot } from "../state/snapshot.ts";
import type { State } from "../state/state.ts";
import { serverItemOf } from "./server-item.ts";
import type { ServerRow } from "./server-row.ts";
import { type Grouping, serverRows } from "./server-rows.ts";
import { descriptionOf, messageOf } from "./servers-view-message.ts";

const groupingKey = "drawbridge.serverGrouping";

export class ServersView implements Disposable {
  readonly #state: State;
  readonly #offers: Offers;
  readonly #memento: vscode.Memento;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #view: vscode.TreeView<ServerRow>;
  #filter = "";
  #rows: readonly ServerRow[] = [];
  /** What the rows were made from, apart from the servers, and a count of the servers' changes. */
  #rowsKey = "";
  #servers: Snapshot["servers"] = null;
  #serversText = "";
  #serversRevision = 0;

  constructor(state: State, offers: Offers, memento: vscode.Memento) {
    this.#state = state;
    this.#offers = offers;
    this.#memento = memento;
    this.#view = this.#disposables.add(
      vscode.window.createTreeView<ServerRow>(views.servers, {
        showCollapseAll: true,
        manageCheckboxStateManually: true,
        treeDataProvider: {
          onDidChangeTreeData: this.#changed.event,
          getChildren: (row) => [...(row === undefined ? this.#rows : row.children)],
          getTreeItem: serverItemOf,
        },
      }),
    );
    this.#disposables.add(state.onChange(() => this.#update()));
    this.#disposables.add(offers.onChange(() => this.#update()));
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#update()));
    this.#disposables.add(
      this.#view.onDidChangeCheckboxState(({ items }) => {
        for (const [{ server }, checked] of items)
          if (server !== null) void offers.check(server, checked === vscode.TreeItemCheckboxState.Checked);
      }),
    );
    this.#update();
  }

  /** The row that is selected in the view. */
  get selected(): ServerRow | null {
    return this.#view.selection[0] ?? null;
  }

  /** Filters while the person types. The filter stays when the box closes; an empty one shows all servers. */
  filter(): void {
    const box = vscode.window.createInputBox();
    box.title = l10n.t("Filter Servers");
    box.placeholder = l10n.t("Words of a server, its owner or its tools");
    box.prompt = l10n.t("Enter keeps the filter. Clear Filter in the view's title shows all servers again.");
    box.value = this.#filter;
    box.onDidChangeValue((typed) => this.#filterBy(typed.trim()));
    box.onDidAccept(() => box.hide());
    box.onDidHide(() => box.dispose());
    box.show();
  }

  clearFilter(): void {
    this.#filterBy("");
  }

  get grouping(): Grouping {
    const stored = this.#memento.get(groupingKey);
    return stored === "environment" || stored === "owner" ? stored : "none";
  }

  async group(by: Grouping): Promise<void> {
    await this.#memento.update(groupingKey, by);
    this.#update();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #filterBy(filter: string): void {
    if (filter === this.#filter) return;
    this.#filter = filter;
    void vscode.commands.executeCommand("setContext", contextKeys.filtered, filter !== "");
    this.#update();
  }

  #update(): void {
    const { current } = this.#state;
    const { current: offer, choices } = this.#offers;
    const lists = {
      offered: [...offer.offered],
      decided: [...Object.keys(choices.user), ...Object.keys(choices.workspace)],
      decidedHere: Object.keys(choices.workspace),
    };
    const shown = {
      current: current.current && current.phase === "signed-in",
      filter: this.#filter,
      grouping: this.grouping,
    };
    const rowsKey = JSON.stringify([this.#revisionOf(current.servers), shown, lists]);
    const changed = rowsKey !== this.#rowsKey;
    this.#rowsKey = rowsKey;
    if (changed)
      this.#rows = serverRows(current.servers ?? [], {
        ...shown,
        offered: new Set(lists.offered),
        decided: new Set(lists.decided),
        decidedHere: new Set(lists.decidedHere),
      });
    const message = messageOf(current, {
      filter: this.#filter,
      rows: this.#rows.length,
      offer,
      trusted: vscode.workspace.isTrusted,
      language: vscode.env.language,
    });
    const description = descriptionOf(current, offer);
    // The editor draws the view's head again for each value that is set, also for the same one.
    if (message !== this.#view.message) this.#view.message = message;
    if (description !== this.#view.description) this.#view.description = description;
    if (changed) this.#changed.fire();
  }

  /** Compares the servers once for each list that comes, and not for each key in the filter. */
  #revisionOf(servers: Snapshot["servers"]): number {
    if (servers === this.#servers) return this.#serversRevision;
    this.#servers = servers;
    const text = JSON.stringify(servers);
    if (text !== this.#serversText) this.#serversRevision += 1;
    this.#serversText = text;
    return this.#serversRevision;
  }
}
