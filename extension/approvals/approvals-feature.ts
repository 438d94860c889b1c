/** Puts the parts of approvals in the editor together: the stream, what shows its requests, and what decides them. */
import * as vscode from "vscode";
import type { BrokerLink } from "../broker/link.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import type { PairingState } from "../signin/pairing-state.ts";
import type { State } from "../state/state.ts";
import { isQuiet, onQuietChange } from "../unasked-message.ts";
import { registerApprovalCommands } from "./approval-commands.ts";
import { ApprovalStream } from "./approval-stream.ts";
import { CollectedChanges } from "./collected-changes.ts";
import { decisionBlocker } from "./decide/decision-blocker.ts";
import { DecisionController } from "./decide/decision-controller.ts";
import type { DecisionEndpoint } from "./decide/decisions.ts";
import { WindowPresence } from "./decide/window-presence.ts";
import { DefinitionView } from "./documents/definition-view.ts";
import { RequestLinks } from "./documents/request-links.ts";
import { StatementDocuments } from "./documents/statement-document.ts";
import { ApprovalMessages } from "./notify/approval-messages.ts";
import { ApprovalNotifier } from "./notify/approval-notifier.ts";
import { ApprovedOutcomes } from "./notify/approved-outcomes.ts";
import { windowFolders } from "./notify/window-folders.ts";
import { DecisionPages } from "./page/decision-pages.ts";
import { ApprovalsView } from "./view/approvals-view.ts";
import { showPendingCount } from "./view/pending-count.ts";

export interface ApprovalParts {
  readonly link: BrokerLink;
  readonly state: State;
  readonly pairing: PairingState;
  readonly access: DecisionEndpoint["access"];
  readonly media: vscode.Uri;
}

export interface ApprovalsFeature extends Disposable {
  /** Reads the waiting requests again. Never throws. */
  refresh(): Promise<void>;
}

export function registerApprovals({ link, state, pairing, access, media }: ApprovalParts): ApprovalsFeature {
  const own = new Disposables();
  const stream = own.add(new ApprovalStream({ link, state, folders: windowFolders }));
  const store = () => stream.store;
  const presence = own.add(new WindowPresence(pairing, stream));
  const links = new RequestLinks(store);
  const statements = own.add(new StatementDocuments());
  const definitions = own.add(new DefinitionView());
  const decisions = new DecisionController(
    { access, fetch: (...args: Parameters<typeof fetch>) => globalThis.fetch(...args) },
    stream,
    { approved: (id) => outcomes.approved(id), openLink: (id) => links.open(id) },
  );
  own.add(new ApprovalsView(stream, state));
  own.add(showPendingCount(stream));

  const pages: DecisionPages = own.add(
    new DecisionPages({
      ...{ stream, media },
      decisionBlocker: () => decisionBlocker(state.current),
      presence: () => presence.current,
      decide: (decided) => decisions.decide(decided),
      revoke: (scope) => void decisions.revoke(scope),
      settle: (id, outcome) => decisions.settle(id, outcome),
      openText: (view) => void statements.open(view),
      compare: (view) => void definitions.open(view),
      copyLink: (id) => void links.copy(id),
      openLink: (id) => links.open(id),
      changed: () => announce(),
    }),
  );
  const messages = new ApprovalMessages((id) => pages.open(id));
  const outcomes: ApprovedOutcomes = new ApprovedOutcomes({
    ...{ store, pages, quiet: isQuiet },
    show: (news) => void messages.outcome(news),
  });
  const notifier = new ApprovalNotifier({
    store,
    windows: () => ({ own: windowFolders(), others: stream.others, focused: vscode.window.state.focused }),
    presence: () => presence.known,
    pages: () => pages,
    quiet: isQuiet,
    blocked: () => decisionBlocker(state.current)?.text ?? null,
    show: (toast) => messages.request(toast),
    hideMessages: () => void vscode.commands.executeCommand("notifications.hideToasts"),
    tooLate: (text, id) => void messages.lateClick(text, id),
    now: Date.now,
    actions: {
      approve: (view) => void decisions.approve(view),
      reject: (view) => void decisions.reject(view),
      details: (id) => void pages.open(id),
      review: () => void pages.open(),
      openLink: (id) => links.open(id),
      copyLink: (id) => void links.copy(id),
    },
  });
  const announce = (): void => {
    outcomes.update();
    notifier.update();
  };
  const drawAgain = (): void => {
    pages.update();
    announce();
  };
  const changes = own.add(new CollectedChanges(announce));
  own.add(stream.onChange(() => changes.add()));
  own.add(vscode.window.onDidChangeWindowState(announce));
  own.add(onQuietChange(announce));
  own.add(vscode.workspace.onDidChangeWorkspaceFolders(() => void stream.refresh()));
  own.add(state.onChange(drawAgain));
  own.add(presence.onChange(drawAgain));
  own.add(registerApprovalCommands({ link, stream, pages, decisions, links, statements, definitions }));
  return { refresh: () => stream.refresh(), dispose: () => own.dispose() };
}
