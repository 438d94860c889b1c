/** Shows in the status bar how many requests wait for this person. Hidden where none waits. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { decidableOf } from "../../../proxy/approvals/approval-store.ts";
import { commands } from "../../contributions.ts";
import { type Disposable, Disposables } from "../../disposables.ts";
import type { ApprovalStream } from "../approval-stream.ts";

export function showPendingCount(stream: ApprovalStream): Disposable {
  const disposables = new Disposables();
  const item = disposables.add(
    vscode.window.createStatusBarItem("drawbridge.approvals", vscode.StatusBarAlignment.Left),
  );
  item.name = l10n.t("Drawbridge Approvals");
  item.command = commands.reviewApprovals;
  item.backgroundColor = new vscode.ThemeColor("statusBarItem.warningBackground");
  const show = (): void => {
    const count = decidableOf(stream.store, Date.now()).length;
    if (count === 0) {
      item.hide();
      return;
    }
    const words = count === 1 ? l10n.t("1 approval") : l10n.t("{0} approvals", count);
    item.text = `$(bell-dot) ${words}`;
    item.tooltip = l10n.t("{0} waiting for your decision. Click to review.", count);
    item.accessibilityInformation = { label: `${words}. ${item.tooltip}`, role: "button" };
    item.show();
  };
  disposables.add(stream.onChange(show));
  return disposables;
}
