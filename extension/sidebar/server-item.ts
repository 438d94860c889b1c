/** A row of the servers view as an item of the editor's tree. */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { itemOf } from "./row-item.ts";
import type { ServerRow } from "./server-row.ts";

export function serverItemOf(row: ServerRow): vscode.TreeItem {
  const item = itemOf(row);
  item.contextValue = row.context;
  if (row.offered !== null) {
    const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
    const label = spelledOut(row.label);
    item.checkboxState = {
      state: row.offered ? Checked : Unchecked,
      tooltip: row.offered
        ? l10n.t("This editor's agents get this server")
        : l10n.t("This editor's agents do not get it"),
      accessibilityInformation: { label: l10n.t("Offer {0} to this editor's agents", label), role: "checkbox" },
    };
  }
  return item;
}
