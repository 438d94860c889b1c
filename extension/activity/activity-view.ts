/** The activity view: a tree of the editor that shows what this machine's agents called. */
import * as vscode from "vscode";
import { views } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import type { Row } from "../sidebar/row.ts";
import { itemOf } from "../sidebar/row-item.ts";
import type { State } from "../state/state.ts";
import type { Activity } from "./activity.ts";
import { activityWords } from "./activity-words.ts";
import { type Clock, callRows } from "./call-rows.ts";

export class ActivityView implements Disposable {
  readonly #state: State;
  readonly #activity: Activity;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #view: vscode.TreeView<Row>;
  #shown = "";

  constructor(state: State, activity: Activity) {
    this.#state = state;
    this.#activity = activity;
    this.#view = this.#disposables.add(
      vscode.window.createTreeView<Row>(views.activity, {
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
        if (now.user?.name !== before.user?.name || now.current !== before.current) activity.recount();
        this.#update();
      }),
    );
    if (this.#view.visible) activity.follow();
    this.#update();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Empty while no user is signed in: the view then says so itself. */
  #rows(): readonly Row[] {
    const { phase, servers } = this.#state.current;
    const { calls } = this.#activity.seen;
    if (calls === null || (phase !== "signed-in" && phase !== "expired")) return [];
    return callRows(calls, servers ?? [], clockOf(vscode.env.language, new Date()));
  }

  #update(): void {
    const rows = this.#rows();
    const message = activityWords(this.#state.current, this.#activity.seen, vscode.env.language);
    if (this.#view.message !== message) this.#view.message = message;
    const shown = JSON.stringify(rows);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#changed.fire();
  }
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
