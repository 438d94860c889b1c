/** A row as an item of the editor's tree. Invisible characters in texts that others wrote are spelled out. */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { Row } from "./row.ts";
import { themeIconOf } from "./theme-icon.ts";

export function itemOf(row: Row): vscode.TreeItem {
  const { id, icon, kind, opens, children, expanded } = row;
  const [label, description] = [spelledOut(row.label), spelledOut(row.description)];
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, children.length === 0 ? None : expanded ? Expanded : Collapsed);
  item.id = id;
  item.description = description;
  item.tooltip = spelledOut(row.tooltip, "block");
  item.contextValue = kind;
  item.accessibilityInformation = { label: `${label}, ${description}` };
  if (icon !== null) item.iconPath = themeIconOf(icon);
  if (opens !== null) item.command = { command: commands.openServer, title: l10n.t("Open"), arguments: [opens] };
  return item;
}
