/** The history of requests in a quick pick: the person searches it by act, server, agent and who decided. */
import type { Approval } from "@drawbridge/contracts/approvals";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ApprovalHistoryPage } from "../../../proxy/contracts/control.ts";
import { type HistoryItem, historyItem } from "./history-items.ts";

interface Entry extends vscode.QuickPickItem {
  /** Null for the entry that reads the next page. */
  readonly request: string | null;
}

export interface HistoryParts {
  /** One page of the registry's list, newest first. Throws ProxyError. */
  page(cursor: string | null): Promise<ApprovalHistoryPage>;
  /** Opens the page of a request. */
  open(approval: Approval): void;
}

/** Shows the first page, and the next ones as the person asks for them. Rejects where a page cannot be read. */
export async function showHistory({ page, open }: HistoryParts): Promise<void> {
  const pick = vscode.window.createQuickPick<Entry>();
  pick.title = l10n.t("Approval History");
  pick.placeholder = l10n.t("Search by act, server, agent, or who decided");
  [pick.matchOnDescription, pick.matchOnDetail, pick.keepScrollPosition] = [true, true, true];
  const list: { approvals: readonly Approval[]; entries: readonly Entry[]; next: string | null } = {
    ...{ approvals: [], entries: [], next: null },
  };
  const read = async (): Promise<void> => {
    pick.busy = true;
    const { approvals, scopes, next } = await page(list.next);
    list.approvals = [...list.approvals, ...approvals];
    list.entries = [...list.entries, ...approvals.map((each) => entryOf(historyItem(each, scopes, timeOf)))];
    list.next = next;
    pick.items = next === null ? list.entries : [...list.entries, moreEntry()];
    pick.busy = false;
  };
  try {
    await new Promise<void>((done, failed) => {
      pick.onDidAccept(() => {
        const [chosen] = pick.selectedItems;
        if (chosen === undefined) return;
        if (chosen.request === null) {
          void read().catch(failed);
          return;
        }
        const found = list.approvals.find(({ view }) => view.id === chosen.request);
        if (found !== undefined) open(found);
        done();
      });
      pick.onDidHide(() => done());
      pick.show();
      void read().catch(failed);
    });
  } finally {
    pick.dispose();
  }
}

const entryOf = ({ id, label, description, detail }: HistoryItem): Entry => ({
  request: id,
  label,
  description,
  detail,
});

const moreEntry = (): Entry => ({
  ...{ request: null, label: l10n.t("Read Older Requests…"), alwaysShow: true },
  iconPath: new vscode.ThemeIcon("chevron-down"),
});

const timeOf = (iso: string): string =>
  new Date(iso).toLocaleString(vscode.env.language, { dateStyle: "medium", timeStyle: "short" });
