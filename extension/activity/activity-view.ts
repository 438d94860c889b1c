/** The activity view: a tree of the editor that shows what the user's agents called on this machine. */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { EndedCall } from "../../proxy/contracts/control.ts";
import { commands, contextKeys, views } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import { treeItemOf } from "../sidebar/tree-item.ts";
import type { State } from "../state/state.ts";
import type { Activity } from "./activity.ts";
import { activityMessage } from "./activity-message.ts";
import { type CallDetails, callDetails } from "./call-details.ts";
import { type CallFilter, filtered, isFiltered, noFilter } from "./call-filter.ts";
import { type CallRow, type Clock, callRows } from "./call-rows.ts";

export class ActivityView implements Disposable {
  readonly #state: State;
  readonly #activity: Activity;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #view: vscode.TreeView<CallRow>;
  #filter = noFilter;
  #rowsKey = "";

  constructor(state: State, activity: Activity) {
    this.#state = state;
    this.#activity = activity;
    this.#view = this.#disposables.add(
      vscode.window.createTreeView<CallRow>(views.activity, {
        treeDataProvider: {
          onDidChangeTreeData: this.#changed.event,
          getChildren: (row) => (row === undefined ? [...this.#rows()] : [...row.children]),
          getTreeItem: itemOf,
        },
      }),
    );
    this.#disposables.add(this.#view.onDidChangeVisibility(({ visible }) => visible && activity.follow()));
    this.#disposables.add(activity.onChange(() => this.#update()));
    this.#disposables.add(
      state.onChange((now, before) => {
        const another = now.user?.name !== before.user?.name || now.registry !== before.registry;
        if (another) activity.forget();
        else if (now.current !== before.current) activity.recount();
        this.#update();
      }),
    );
    if (this.#view.visible) activity.follow();
    this.#update();
  }

  get filter(): CallFilter {
    return this.#filter;
  }

  /** The calls that were not cleared, whether the filter shows them or not. */
  get calls(): readonly EndedCall[] {
    const { clearedAt } = this.#filter;
    return filtered(this.#activity.snapshot.calls ?? [], { ...noFilter, clearedAt });
  }

  filterBy(filter: CallFilter): void {
    this.#filter = filter;
    void vscode.commands.executeCommand("setContext", contextKeys.activityFiltered, isFiltered(filter));
    this.#update();
  }

  detailsOf(call: EndedCall): CallDetails {
    return callDetails(call, this.#state.current.servers ?? [], clockOf(vscode.env.language, new Date()));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Empty while no user is signed in: the view then says so itself. */
  #rows(): readonly CallRow[] {
    const { phase, servers } = this.#state.current;
    const { calls } = this.#activity.snapshot;
    if (calls === null || (phase !== "signed-in" && phase !== "expired")) return [];
    return callRows(filtered(calls, this.#filter), servers ?? [], clockOf(vscode.env.language, new Date()));
  }

  #update(): void {
    const rows = this.#rows();
    const { language } = vscode.env;
    const message = [
      activityMessage(this.#state.current, this.#activity.snapshot, language),
      isFiltered(this.#filter) ? filterWords(this.#filter, rows.length) : "",
    ]
      .filter((line) => line !== "")
      .join("\n");
    if (this.#view.message !== message) this.#view.message = message;
    const rowsKey = JSON.stringify(rows);
    if (rowsKey === this.#rowsKey) return;
    this.#rowsKey = rowsKey;
    this.#changed.fire();
  }
}

function filterWords({ agents, servers }: CallFilter, rows: number): string {
  const names = [...agents, ...servers].map((each) => spelledOut(each)).join(", ");
  return rows === 0 ? l10n.t("No call of {0}.", names) : l10n.t("Only calls of {0}.", names);
}

function itemOf(row: CallRow): vscode.TreeItem {
  const { spoken, call, children } = row;
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = treeItemOf(row, spoken, children.length === 0 ? None : Collapsed);
  item.contextValue = call === null ? "day" : call.request === undefined ? "call" : "call-with-request";
  if (call !== null) item.command = { command: commands.openCall, title: l10n.t("Open"), arguments: [{ call }] };
  return item;
}

function clockOf(language: string, now: Date): Clock {
  const day = (at: string): string => new Date(at).toLocaleDateString(language, { dateStyle: "medium" });
  return {
    language,
    day,
    time: (at) => new Date(at).toLocaleTimeString(language, { timeStyle: "short" }),
    today: day(now.toISOString()),
  };
}
