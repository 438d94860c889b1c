/** The approvals view: a tree of the editor. The number of waiting requests is on the container's icon. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { decidableOf } from "../../../proxy/approvals/approval-store.ts";
import { commands, contextKeys, views } from "../../contributions.ts";
import { type Disposable, Disposables } from "../../disposables.ts";
import { treeItemOf } from "../../sidebar/tree-item.ts";
import type { State } from "../../state/state.ts";
import type { ApprovalStream } from "../approval-stream.ts";
import { type ApprovalRow, approvalRows } from "./approval-rows.ts";
import { approvalsViewMessage } from "./approvals-view-message.ts";

/** How often (ms) the view updates the time that each request has left, while the view is visible. */
const tickIntervalMs = 1_000;

export class ApprovalsView implements Disposable {
  readonly #stream: ApprovalStream;
  readonly #state: State;
  readonly #disposables = new Disposables();
  /** The tree's elements are the ids of rows, because the texts of a row change with the time. */
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<string | undefined>());
  readonly #view: vscode.TreeView<string>;
  #rows = new Map<string, ApprovalRow>();
  #top: readonly string[] = [];

  constructor(stream: ApprovalStream, state: State) {
    this.#stream = stream;
    this.#state = state;
    this.#view = this.#disposables.add(
      vscode.window.createTreeView<string>(views.approvals, {
        treeDataProvider: {
          onDidChangeTreeData: this.#changed.event,
          getChildren: (id) => (id === undefined ? [...this.#top] : this.#childrenOf(id)),
          getTreeItem: (id) => itemOf(id, this.#rows.get(id)),
        },
      }),
    );
    this.#disposables.add(stream.onChange(() => this.#update()));
    this.#disposables.add(state.onChange(() => this.#update()));
    this.#disposables.add(this.#view.onDidChangeVisibility(() => this.#update()));
    const timer = setInterval(() => this.#view.visible && this.#update(), tickIntervalMs);
    this.#disposables.add({ dispose: () => clearInterval(timer) });
    this.#update();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #childrenOf(id: string): string[] {
    return this.#rows.get(id)?.children.map((child) => child.id) ?? [];
  }

  /** Where only the texts of some rows have changed, the tree draws only those rows again. */
  #update(): void {
    const { store } = this.#stream;
    const now = Date.now();
    const waiting = decidableOf(store, now).length;
    this.#view.message = approvalsViewMessage(this.#state.current, store.isRead);
    this.#view.badge =
      waiting === 0 ? undefined : { value: waiting, tooltip: l10n.t("{0} waiting for your decision", waiting) };
    void vscode.commands.executeCommand("setContext", contextKeys.approvalsWait, waiting > 0);
    const top = approvalRows(store, now);
    const rows = new Map(top.flatMap((row) => [row, ...row.children]).map((row) => [row.id, row]));
    const before = this.#rows;
    const sameShape = [...before.keys()].join() === [...rows.keys()].join();
    this.#rows = rows;
    this.#top = top.map(({ id }) => id);
    if (!sameShape) this.#changed.fire(undefined);
    else for (const [id, row] of rows) if (wordsOf(row) !== wordsOf(before.get(id))) this.#changed.fire(id);
  }
}

const wordsOf = (row: ApprovalRow | undefined): string => JSON.stringify({ ...row, children: [] });

function itemOf(id: string, row: ApprovalRow | undefined): vscode.TreeItem {
  const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  if (row === undefined) return new vscode.TreeItem("", None);
  const { spoken, kind, opens, comparable, children } = row;
  const item = treeItemOf(row, spoken, children.length === 0 ? None : id === "group:recent" ? Collapsed : Expanded);
  item.contextValue = comparable ? `${kind}+definition` : kind;
  if (opens !== null) item.command = { command: commands.openApproval, title: l10n.t("Open"), arguments: [opens] };
  return item;
}
