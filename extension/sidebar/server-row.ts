/** A row of the servers view: a row, and what its commands are about. */
import type * as vscode from "vscode";
import type { Row } from "./row.ts";
import { itemOf } from "./row-item.ts";

/** What the row is, for the conditions of menus in package.json. */
export type ServerRowContext = "group" | "server.open" | "server.closed" | "tool.open" | "tool.closed";

export interface ServerRow extends Row {
  readonly context: ServerRowContext;
  /** The names of the server and the tool, which subjectOf (row-subject.ts) reads. */
  readonly server: string | null;
  readonly tool: string | null;
  readonly children: readonly ServerRow[];
}

export function serverItemOf(row: ServerRow): vscode.TreeItem {
  const item = itemOf(row);
  item.contextValue = row.context;
  return item;
}
