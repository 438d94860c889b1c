/** A row as an item of the editor's tree. Invisible characters in texts that others wrote are spelled out. */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import * as vscode from "vscode";
import type { ViewRow } from "./view-row.ts";

/** `spoken` is what a screen reader reads. */
export function treeItemOf(
  { id, label, description, tooltip, icon }: ViewRow,
  spoken: string,
  collapsible: vscode.TreeItemCollapsibleState,
): vscode.TreeItem {
  const item = new vscode.TreeItem(spelledOut(label), collapsible);
  item.id = id;
  item.description = spelledOut(description);
  item.tooltip = spelledOut(tooltip, "block");
  item.accessibilityInformation = { label: spelledOut(spoken, "block") };
  if (icon !== null) item.iconPath = themeIconOf(icon);
  return item;
}

const themeIconOf = ([name, color]: readonly [name: string, color?: string]): vscode.ThemeIcon =>
  new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
