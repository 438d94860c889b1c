/** A row of the servers view as an item of the editor's tree. Its command opens the server's page. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { Row } from "./row.ts";
import { treeItemOf } from "./tree-item.ts";

export function itemOf(row: Row): vscode.TreeItem {
  const { label, description, kind, opens, children, expanded } = row;
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const collapsible = children.length === 0 ? None : expanded ? Expanded : Collapsed;
  const item = treeItemOf(row, `${label}, ${description}`, collapsible);
  item.contextValue = kind;
  if (opens !== null) item.command = { command: commands.openServer, title: l10n.t("Open"), arguments: [opens] };
  return item;
}
