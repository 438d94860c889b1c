/** The address of a request's page at the registry: opens it in the browser, or copies it for another person. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { type ApprovalStore, find } from "../../../proxy/approvals/approval-store.ts";

export class RequestLinks {
  readonly #store: () => ApprovalStore;

  constructor(store: () => ApprovalStore) {
    this.#store = store;
  }

  /** Nothing happens where the request is not known. The same holds for `copy`. */
  open(id: string): void {
    const found = find(this.#store(), id);
    if (found !== undefined) void vscode.env.openExternal(vscode.Uri.parse(found.approval.link, true));
  }

  async copy(id: string): Promise<void> {
    const found = find(this.#store(), id);
    if (found === undefined) return;
    await vscode.env.clipboard.writeText(found.approval.link);
    void vscode.window.setStatusBarMessage(l10n.t("The link is copied: send it to who may decide."), 5_000);
  }
}
