/** Drawbridge's item in the status bar. */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import * as vscode from "vscode";
import { type Disposable, Disposables } from "../disposables.ts";
import { nextStep } from "../state/next-step.ts";
import type { Snapshot } from "../state/snapshot.ts";
import type { State } from "../state/state.ts";

export function showStatus(state: State): Disposable {
  const disposables = new Disposables();
  const item = disposables.add(vscode.window.createStatusBarItem("drawbridge.status", vscode.StatusBarAlignment.Left));
  item.name = "Drawbridge";
  const show = (snapshot: Snapshot): void => {
    const { text, tooltip, label, command, attention } = nextStep(snapshot);
    item.text = spelledOut(text);
    item.tooltip = spelledOut(tooltip, "block");
    item.accessibilityInformation = { label, role: command === null ? "status" : "button" };
    item.command = command ?? undefined;
    item.backgroundColor = attention ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
  };
  show(state.current);
  item.show();
  disposables.add(state.onChange(show));
  return disposables;
}
