/**
 * Puts the parts of approvals in the editor together: the stream, and what shows it in the side bar, in the status bar, in
 * a notification and on pages.
 */
import { realpathSync } from "node:fs";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { find, pendingOf } from "../../proxy/approvals/approval-store.ts";
import type { BrokerLink } from "../broker/link.ts";
import { registerCommand } from "../commands/register.ts";
import { commands, views } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import type { PairingState } from "../signin/pairing-state.ts";
import type { State } from "../state/state.ts";
import type { Answers } from "../toast/answers.ts";
import { ChoiceToast } from "../toast/choice-toast.ts";
import { ApprovalStream } from "./approval-stream.ts";
import { shownHere, type ToastAction, toastOf } from "./approval-toast.ts";
import { ApprovalsView } from "./approvals-view.ts";
import { nextToBrowser, type Presence } from "./decides-here.ts";
import { DecisionController } from "./decision-controller.ts";
import type { DecisionEndpoint } from "./decisions.ts";
import { type News, outcomeNews } from "./outcome-news.ts";
import type { DecisionPanels } from "./page/decision-panels.ts";
import { showPendingCount } from "./pending-count.ts";
import { settleMs } from "./settling.ts";

export interface ApprovalParts {
  readonly link: BrokerLink;
  readonly state: State;
  readonly pairing: PairingState;
  readonly access: DecisionEndpoint["access"];
  readonly answers: Answers;
  readonly media: vscode.Uri;
}

export interface OfferedApprovals extends Disposable {
  /** Reads the waiting requests again. Never throws. */
  refresh(): Promise<void>;
}

/**
 * How long (ms) changes are collected before they are shown. The broker says a moment after a request which agent waits
 * for it, and in which folder.
 */
const gathering = 100;

export function offerApprovals({ link, state, pairing, access, answers, media }: ApprovalParts): OfferedApprovals {
  const own = new Disposables();
  const stream = own.add(new ApprovalStream({ link, state, folders }));
  /** Requests that were approved here and whose outcome the person has not seen yet. */
  const approved = new Set<string>();
  const endpoint = { access, fetch: (...args: Parameters<typeof fetch>) => globalThis.fetch(...args) };
  const decisions = new DecisionController(endpoint, stream, {
    approved: (id) => approved.add(id),
    openLink: (id) => openLink(id),
  });
  const toast = own.add(new ChoiceToast<ToastAction>(answers));
  own.add(new ApprovalsView(stream, state));
  own.add(showPendingCount(stream));

  const presence = (): Presence => ({ paired: pairing.current, now: Date.now() });
  const copyLink = async (id: string): Promise<void> => {
    const found = find(stream.store, id);
    if (found === undefined) return;
    await vscode.env.clipboard.writeText(found.approval.link);
    void vscode.window.setStatusBarMessage(l10n.t("The link is copied: send it to who may decide."), 5_000);
  };
  const openLink = (id: string): void => {
    const found = find(stream.store, id);
    if (found !== undefined) void vscode.env.openExternal(vscode.Uri.parse(found.approval.link, true));
  };

  let panels: DecisionPanels | null = null;
  // Loaded when the first page is opened, because the pages bring schemas and HTML that no other part needs.
  const pages = async (): Promise<DecisionPanels> => {
    const { DecisionPanels } = await import("./page/decision-panels.ts");
    panels ??= own.add(
      new DecisionPanels({
        ...{ stream, media, copyLink: (id) => void copyLink(id), openLink },
        icon: {
          light: vscode.Uri.joinPath(media, "drawbridge-light.svg"),
          dark: vscode.Uri.joinPath(media, "drawbridge-dark.svg"),
        },
        online: () => state.current.current,
        presence,
        decide: (decided) => decisions.decide(decided),
        changed: () => notify(),
      }),
    );
    return panels;
  };

  /**
   * Shows the outcomes of approved requests, unless a page with something to decide is in front: no notification may cover
   * it. A page that shows the request shows the outcome itself.
   */
  const tellOutcomes = (): void => {
    for (const id of panels?.lookedAt ?? []) {
      if (outcomeNews(stream.store, new Set([id])).length > 0) approved.delete(id);
    }
    if (panels?.inFront) return;
    for (const { id, kind, text } of outcomeNews(stream.store, approved)) {
      approved.delete(id);
      void tellOutcome(id, kind, text);
    }
  };
  const tellOutcome = async (id: string, kind: News["kind"], text: string): Promise<void> => {
    const show = kind === "warning" ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    const details = l10n.t("Details");
    if ((await show(text, details)) === details) (await pages()).open(id);
  };

  let before: ReadonlySet<string> = new Set();
  const aside = new Set<string>();
  const notify = (): void => {
    // Before the pairing is read, a notification would offer the wrong buttons, and another would soon replace it.
    if (!pairing.isRead) return;
    tellOutcomes();
    const open = panels?.opened ?? new Set();
    const pageInFront = panels?.inFront ?? false;
    const windows = { own: folders(), others: stream.others, focused: vscode.window.state.focused };
    const shown = shownHere(stream.store, { ...windows, now: Date.now(), open, pageInFront, before, aside });
    before = new Set([...before, ...shown.map(({ approval }) => approval.view.id)]);
    // A decision made in the notification is about the requests as the notification showed them.
    const views = shown.map(({ approval }) => approval.view);
    const notice = toastOf(shown, presence());
    toast.show(notice, (act, shownForMs) => {
      // A click on a button that has just appeared decides nothing: the person meant what was there before.
      if ((act === "approve" || act === "reject") && shownForMs < settleMs) return;
      const view = views.find(({ id }) => id === notice?.ids[0]);
      if (act === "later") {
        for (const { id } of views) aside.add(id);
        return notify();
      }
      if (act === "review") return void pages().then((each) => each.open());
      if (view === undefined) return;
      if (act === "approve") void decisions.decide([{ view, decision: { decision: "approve", similar: false } }]);
      if (act === "reject") void decisions.reject(view);
      if (act === "details") void pages().then((each) => each.open(view.id));
      if (act === "open-link") openLink(view.id);
      if (act === "copy-link") void copyLink(view.id);
    });
  };
  let gathered: NodeJS.Timeout | undefined;
  own.add(
    stream.onChange(() => {
      gathered ??= setTimeout(() => {
        gathered = undefined;
        notify();
      }, gathering);
    }),
  );
  own.add({ dispose: () => clearTimeout(gathered) });
  own.add(vscode.window.onDidChangeWindowState(notify));
  own.add(vscode.workspace.onDidChangeWorkspaceFolders(() => void stream.refresh()));
  own.add(state.onChange(() => panels?.update()));
  let toBrowser: NodeJS.Timeout | undefined;
  /** Draws the buttons again when the time in which this editor may decide a request is over. */
  const watchPresence = (): void => {
    clearTimeout(toBrowser);
    const waiting = pendingOf(stream.store, Date.now()).map(({ approval }) => approval);
    const end = nextToBrowser(waiting, presence());
    if (end !== null) toBrowser = setTimeout(presenceChanged, Math.min(end - Date.now() + 50, 2 ** 31 - 1));
  };
  const presenceChanged = (): void => {
    panels?.update();
    notify();
    watchPresence();
  };
  own.add(pairing.onChange(presenceChanged));
  own.add(stream.onChange(watchPresence));
  own.add({ dispose: () => clearTimeout(toBrowser) });

  const command: typeof registerCommand = (id, run) => own.add(registerCommand(id, run));
  command(commands.showApprovals, () => vscode.commands.executeCommand(`${views.approvals}.focus`));
  command(commands.reviewApprovals, async () => (await pages()).open());
  command(commands.openApproval, async (id) => typeof id === "string" && (await pages()).open(id));
  command(commands.revokeScope, (row) => idIn(row, "scope:", (id) => decisions.revoke(id)));
  command(commands.copyApprovalLink, (row) => idIn(row, "others:", copyLink));
  return { refresh: () => stream.refresh(), dispose: () => own.dispose() };
}

/** Calls `use` with the id in a row of the view, where the row is of this kind (see the ids in approval-rows.ts). */
function idIn(row: unknown, kind: string, use: (id: string) => unknown): unknown {
  return typeof row === "string" && row.startsWith(kind) ? use(row.slice(kind.length)) : undefined;
}

/** The folders of this window without symbolic links, because agents report their folder that way. */
const folders = (): readonly string[] =>
  (vscode.workspace.workspaceFolders ?? []).map(({ uri: { fsPath } }) => {
    try {
      return realpathSync.native(fsPath);
    } catch {
      return fsPath;
    }
  });
