/**
 * Puts the parts of approvals in the editor together: the stream, and what shows it in the side bar, in the status bar, in
 * a notification and on pages.
 */
import { realpathSync } from "node:fs";
import type { Approval, ApprovalView } from "@drawbridge/contracts/approvals";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { find, pendingOf } from "../../proxy/approvals/approval-store.ts";
import type { BrokerLink } from "../broker/link.ts";
import { registerCommand } from "../commands/register.ts";
import { commands, views } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import type { PairingState } from "../signin/pairing-state.ts";
import type { State } from "../state/state.ts";
import { isQuiet, onQuietChange, showUnasked } from "../unasked-message.ts";
import { ApprovalNotifier } from "./approval-notifier.ts";
import { ApprovalStream } from "./approval-stream.ts";
import type { ApprovalToast, ToastAction } from "./approval-toast.ts";
import { ApprovalsView } from "./approvals-view.ts";
import { decisionBlocker } from "./decision-blocker.ts";
import { DecisionController } from "./decision-controller.ts";
import { nextToBrowser, type Presence } from "./decision-place.ts";
import type { DecisionEndpoint } from "./decisions.ts";
import { DefinitionView } from "./definition-view.ts";
import { nextToReview } from "./next-request.ts";
import { type News, outcomeNews } from "./outcome-news.ts";
import type { DecisionPanels } from "./page/decision-panels.ts";
import { showPendingCount } from "./pending-count.ts";
import { StatementDocuments } from "./statement-document.ts";

export interface ApprovalParts {
  readonly link: BrokerLink;
  readonly state: State;
  readonly pairing: PairingState;
  readonly access: DecisionEndpoint["access"];
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
const collectDelayMs = 100;

export function offerApprovals({ link, state, pairing, access, media }: ApprovalParts): OfferedApprovals {
  const own = new Disposables();
  const stream = own.add(new ApprovalStream({ link, state, folders }));
  /** Requests that were approved here and whose outcome the person has not seen yet. */
  const approved = new Set<string>();
  const endpoint = { access, fetch: (...args: Parameters<typeof fetch>) => globalThis.fetch(...args) };
  const decisions = new DecisionController(endpoint, stream, {
    approved: (id) => approved.add(id),
    openLink: (id) => openLink(id),
  });
  const statements = own.add(new StatementDocuments());
  const definitions = own.add(new DefinitionView());
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
        decisionBlocker: () => decisionBlocker(state.current),
        presence,
        decide: (decided) => decisions.decide(decided),
        revoke: (scope) => void decisions.revoke(scope),
        settle: (id, outcome) => decisions.settle(id, outcome),
        openText: (view) => void statements.open(view),
        compare: (view) => void definitions.open(view),
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
    if (panels?.inFront || isQuiet()) return;
    for (const { id, kind, text } of outcomeNews(stream.store, approved)) {
      approved.delete(id);
      void tellOutcome(id, kind, text);
    }
  };
  const details = l10n.t("Details");
  const tellOutcome = async (id: string, kind: News["kind"], text: string): Promise<void> => {
    if ((await showUnasked(kind, text, details)) === details) (await pages()).open(id);
  };
  const tellTooLate = async (text: string, id: string): Promise<void> => {
    if ((await vscode.window.showInformationMessage(text, details)) === details) (await pages()).open(id);
  };

  const notifier = new ApprovalNotifier({
    store: () => stream.store,
    windows: () => ({ own: folders(), others: stream.others, focused: vscode.window.state.focused }),
    presence: () => (pairing.isRead ? presence() : null),
    pages: () => ({ opened: panels?.opened ?? new Set(), inFront: panels?.inFront ?? false }),
    quiet: isQuiet,
    blocked: () => decisionBlocker(state.current)?.text ?? null,
    show: showToast,
    hideMessages: () => void vscode.commands.executeCommand("notifications.hideToasts"),
    tooLate: (text, id) => void tellTooLate(text, id),
    now: Date.now,
    actions: {
      approve: (view) => void decisions.decide([{ view, decision: { decision: "approve", similar: false } }]),
      reject: (view) => void decisions.reject(view),
      details: (id) => void pages().then((each) => each.open(id)),
      review: () => void pages().then((each) => each.open()),
      openLink,
      copyLink: (id) => void copyLink(id),
    },
  });
  const notify = (): void => {
    if (pairing.isRead) tellOutcomes();
    notifier.update();
  };
  let collectTimer: NodeJS.Timeout | undefined;
  own.add(
    stream.onChange(() => {
      collectTimer ??= setTimeout(() => {
        collectTimer = undefined;
        notify();
      }, collectDelayMs);
    }),
  );
  own.add({ dispose: () => clearTimeout(collectTimer) });
  own.add(vscode.window.onDidChangeWindowState(notify));
  own.add(onQuietChange(notify));
  own.add(vscode.workspace.onDidChangeWorkspaceFolders(() => void stream.refresh()));
  own.add(
    state.onChange(() => {
      panels?.update();
      notify();
    }),
  );
  let presenceTimer: NodeJS.Timeout | undefined;
  /** Draws the buttons again when the time in which this editor may decide a request is over. */
  const watchPresence = (): void => {
    clearTimeout(presenceTimer);
    const waiting = pendingOf(stream.store, Date.now()).map(({ approval }) => approval);
    const end = nextToBrowser(waiting, presence());
    if (end !== null) presenceTimer = setTimeout(presenceChanged, Math.min(end - Date.now() + 50, 2 ** 31 - 1));
  };
  const presenceChanged = (): void => {
    panels?.update();
    notify();
    watchPresence();
  };
  own.add(pairing.onChange(presenceChanged));
  own.add(stream.onChange(watchPresence));
  own.add({ dispose: () => clearTimeout(presenceTimer) });

  const command: typeof registerCommand = (id, run) => own.add(registerCommand(id, run));
  command(commands.showApprovals, () => vscode.commands.executeCommand(`${views.approvals}.focus`));
  command(commands.reviewApprovals, async () => (await pages()).open());
  command(commands.reviewNext, async () => {
    const next = nextToReview(stream.store, panels?.lookedAt ?? new Set(), Date.now());
    if (next !== null) (await pages()).open(next);
    else void vscode.window.showInformationMessage(l10n.t("No request waits for your decision."));
  });
  command(commands.openApproval, async (id) => typeof id === "string" && (await pages()).open(id));
  command(commands.revokeScope, (row) => idIn(row, "scope:", (id) => decisions.revoke(id)));
  const withView = (use: (view: ApprovalView) => unknown) => (row: unknown) => {
    const found = typeof row === "string" ? find(stream.store, row.slice(row.indexOf(":") + 1)) : undefined;
    return found === undefined ? undefined : use(found.approval.view);
  };
  const openBrowser = withView(({ id }) => openLink(id));
  const copyOf = withView(({ id }) => copyLink(id));
  const openStatement = withView((view) => statements.open(view));
  const compareDefinitions = withView((view) => definitions.open(view));
  const askOutcome = withView((view) => decisions.askOutcome(view));
  command(commands.copyApprovalLink, copyOf);
  command(commands.openApprovalInBrowser, openBrowser);
  command(commands.openStatement, openStatement);
  command(commands.compareDefinitions, compareDefinitions);
  command(commands.settleOutcome, askOutcome);
  command(commands.approvalHistory, async () => {
    const { showHistory } = await import("./history-pick.ts");
    const page = (cursor: string | null) => link.ask((broker) => broker.request("approvalHistory", { cursor }));
    const open = (approval: Approval): void => {
      stream.decided(approval);
      void pages().then((each) => each.open(approval.view.id));
    };
    await showHistory({ page, open });
  });
  return { refresh: () => stream.refresh(), dispose: () => own.dispose() };
}

async function showToast({ kind, text, offers }: ApprovalToast): Promise<ToastAction | undefined> {
  const chosen = await showUnasked(kind, text, ...offers.map(({ label }) => label));
  return offers.find(({ label }) => label === chosen)?.act;
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
