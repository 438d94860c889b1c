/** The commands about requests: of the palette, of the status bar, and of the rows of the approvals view. */
import type { Approval, ApprovalView } from "@drawbridge/contracts/approvals";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { find } from "../../proxy/approvals/approval-store.ts";
import { showAnswer } from "../answer-message.ts";
import type { BrokerLink } from "../broker/link.ts";
import { registerCommand } from "../commands/register.ts";
import { commands, views } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import type { ApprovalStream } from "./approval-stream.ts";
import type { DecisionController } from "./decide/decision-controller.ts";
import { nextToReview } from "./decide/next-request.ts";
import type { DefinitionView } from "./documents/definition-view.ts";
import type { RequestLinks } from "./documents/request-links.ts";
import type { StatementDocuments } from "./documents/statement-document.ts";
import type { DecisionPages } from "./page/decision-pages.ts";

export interface CommandParts {
  readonly link: BrokerLink;
  readonly stream: ApprovalStream;
  readonly pages: DecisionPages;
  readonly decisions: DecisionController;
  readonly links: RequestLinks;
  readonly statements: StatementDocuments;
  readonly definitions: DefinitionView;
}

export function registerApprovalCommands(parts: CommandParts): Disposable {
  const { link, stream, pages, decisions, links, statements, definitions } = parts;
  const own = new Disposables();
  const command: typeof registerCommand = (id, run) => own.add(registerCommand(id, run));
  const withView = (use: (view: ApprovalView) => unknown) => (row: unknown) => {
    const found = typeof row === "string" ? find(stream.store, row.slice(row.indexOf(":") + 1)) : undefined;
    return found === undefined ? undefined : use(found.approval.view);
  };
  const openLink = withView(({ id }) => links.open(id));
  const copyLink = withView(({ id }) => links.copy(id));
  const openStatement = withView((view) => statements.open(view));
  const compareDefinitions = withView((view) => definitions.open(view));
  const askOutcome = withView((view) => decisions.askOutcome(view));
  command(commands.showApprovals, () => vscode.commands.executeCommand(`${views.approvals}.focus`));
  command(commands.reviewApprovals, () => pages.open());
  command(commands.reviewNext, async () => {
    const next = nextToReview(stream.store, pages.lookedAt, Date.now());
    if (next !== null) await pages.open(next);
    else void showAnswer(l10n.t("No request waits for your decision."));
  });
  command(commands.openApproval, (id) => (typeof id === "string" ? pages.open(id) : undefined));
  command(commands.revokeScope, (row) => idIn(row, "scope:", (id) => decisions.revoke(id)));
  command(commands.copyApprovalLink, copyLink);
  command(commands.openApprovalInBrowser, openLink);
  command(commands.openStatement, openStatement);
  command(commands.compareDefinitions, compareDefinitions);
  command(commands.settleOutcome, askOutcome);
  command(commands.approvalHistory, async () => {
    const { showHistory } = await import("./view/history-pick.ts");
    const page = (cursor: string | null) => link.ask((broker) => broker.request("approvalHistory", { cursor }));
    const open = (approval: Approval): void => {
      stream.decided(approval);
      void pages.open(approval.view.id);
    };
    await showHistory({ page, open });
  });
  return own;
}

/** Calls `use` with the id in a row of the view, where the row is of this kind (see the ids in approval-rows.ts). */
function idIn(row: unknown, kind: string, use: (id: string) => unknown): unknown {
  return typeof row === "string" && row.startsWith(kind) ? use(row.slice(kind.length)) : undefined;
}
