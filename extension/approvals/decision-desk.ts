/** Where a person's choice becomes a decision: it is sent, told to the feed, and what went wrong is said with a way on. */

import type { ApprovalView } from "@drawbridge/contracts/approvals";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { ProxyError } from "../../proxy/errors.ts";
import { commands } from "../contributions.ts";
import { unlinked } from "../unlinked.ts";
import type { Authority, Decided, DecisionResult } from "./decisions.ts";
import type { ApprovalFeed } from "./feed.ts";
import { actOf, shortActOf } from "./words.ts";

export class DecisionDesk {
  readonly #authority: Authority;
  readonly #feed: ApprovalFeed;
  readonly #approved: (id: string) => void;

  /** `approved` hears of each request that was approved here, before the feed does. */
  constructor(authority: Authority, feed: ApprovalFeed, approved: (id: string) => void) {
    this.#authority = authority;
    this.#feed = feed;
    this.#approved = approved;
  }

  /** Sends what the person chose for requests as they saw them. Never throws: they are told. */
  async decide(decided: readonly Decided[]): Promise<void> {
    if (decided.length === 0) return;
    await this.#told(async () => {
      const { decideAll } = await import("./decisions.ts");
      const results = await decideAll(this.#authority, decided);
      for (const result of results) {
        if (!result.ok) continue;
        if (result.approval.state === "approved") this.#approved(result.id);
        this.#feed.decided(result.approval);
      }
      const problems = results.flatMap((result) => (result.ok ? [] : [problemOf(result, decided)]));
      if (problems.length === 0) return;
      const show = l10n.t("Show Approvals");
      void this.#feed.refresh();
      const chosen = await vscode.window.showWarningMessage(unlinked(problems.join(" ")), show);
      if (chosen === show) await vscode.commands.executeCommand(commands.showApprovals);
    });
  }

  /** Asks why, as an agent is told the reason; nothing happens where the person leaves it. */
  async reject(view: ApprovalView): Promise<void> {
    const reason = await vscode.window.showInputBox({
      title: l10n.t("Reject {0}", actOf(view.plan)),
      prompt: l10n.t("Why? The agent is told."),
      ignoreFocusOut: true,
      validateInput: (text) => (text.length > 1000 ? l10n.t("At most 1000 characters.") : null),
    });
    if (reason === undefined) return;
    if (reason.trim() === "") {
      const give = l10n.t("Give a Reason");
      const text = l10n.t("Nothing was decided: a rejection needs a reason.");
      if ((await vscode.window.showWarningMessage(text, give)) === give) await this.reject(view);
      return;
    }
    await this.decide([{ view, decision: { decision: "reject", reason: reason.trim() } }]);
  }

  async revoke(scope: string): Promise<void> {
    await this.#told(async () => {
      const { revokeScope } = await import("./decisions.ts");
      await revokeScope(this.#authority, scope);
      await this.#feed.refresh();
    });
  }

  async #told(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      const signedOut = error instanceof ProxyError && error.code !== "unreachable";
      const way = signedOut ? l10n.t("Sign In Again") : l10n.t("Diagnose");
      const text = signedOut
        ? l10n.t("This editor has no sign-in that may decide, so nothing was decided.")
        : error instanceof Error
          ? error.message
          : String(error);
      const chosen = await vscode.window.showErrorMessage(unlinked(text), way);
      if (chosen === way) await vscode.commands.executeCommand(signedOut ? commands.signIn : commands.diagnose);
    }
  }
}

/** The registry's reason, and which request it is about. */
function problemOf(result: DecisionResult & { ok: false }, decided: readonly Decided[]): string {
  const view = decided.find((each) => each.view.id === result.id)?.view;
  return l10n.t("{0}: {1}", view === undefined ? "" : shortActOf(view.plan), oneLine(result.message));
}
