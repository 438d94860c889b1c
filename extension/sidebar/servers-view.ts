/** The servers view: a tree of the editor. */
import type { MyServer } from "@drawbridge/contracts/registry";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { contextKeys, views } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import type { Offers } from "../offers/offers.ts";
import type { State } from "../state/state.ts";
import { DrawnRows } from "./drawn-rows.ts";
import { serverItemOf } from "./server-item.ts";
import type { ServerRow } from "./server-row.ts";
import type { Grouping } from "./server-rows.ts";
import { descriptionOf, messageOf } from "./servers-view-message.ts";

const noServers: readonly MyServer[] = [];

const groupingKey = "drawbridge.serverGrouping";

export class ServersView implements Disposable {
  readonly #state: State;
  readonly #offers: Offers;
  readonly #memento: vscode.Memento;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #view: vscode.TreeView<ServerRow>;
  readonly #drawn = new DrawnRows();
  #filter = "";
  /** The box in which the person types the filter; null while none is open. */
  #filterBox: vscode.InputBox | null = null;

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
          getChildren: (row) => [...(row === undefined ? this.#drawn.rows : row.children)],
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
    box.onDidHide(() => {
      box.dispose();
      if (this.#filterBox !== box) return;
      this.#filterBox = null;
      this.#update();
    });
    this.#filterBox = box;
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
    const filtered = filter !== "";
    if (filtered !== (this.#filter !== ""))
      void vscode.commands.executeCommand("setContext", contextKeys.filtered, filtered);
    this.#filter = filter;
    this.#update();
  }

  #update(): void {
    const { current } = this.#state;
    const { current: offer, choices } = this.#offers;
    const changed = this.#drawn.update(current.servers ?? noServers, {
      current: current.current && current.phase === "signed-in",
      filter: this.#filter,
      grouping: this.grouping,
      offered: offer.offered,
      decided: new Set([...Object.keys(choices.user), ...Object.keys(choices.workspace)]),
      decidedHere: new Set(Object.keys(choices.workspace)),
    });
    // The editor carries out the first of two changes of a view at once, and the second one 200 ms later.
    if (changed) this.#changed.fire();
    const message = messageOf(current, {
      filter: this.#filter,
      typing: this.#filterBox !== null,
      rows: this.#drawn.rows.length,
      offer,
      trusted: vscode.workspace.isTrusted,
      language: vscode.env.language,
    });
    const description = descriptionOf(current, offer);
    // The editor draws the view's head again for each value that is set, also for the same one.
    if (message !== this.#view.message) this.#view.message = message;
    if (description !== this.#view.description) this.#view.description = description;
  }
}
