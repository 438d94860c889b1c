/**
 * Sends a person's choice to the registry as a decision, passes the answer to the stream, and shows what went wrong with a
 * next step.
 */

import type { ApprovalView, Resolution } from "@drawbridge/contracts/approvals";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { ProxyError } from "../../../proxy/kernel/errors.ts";
import { commands } from "../../contributions.ts";
import { unlinked } from "../../link-free-text.ts";
import type { ApprovalStream } from "../approval-stream.ts";
import { actOf, shortActOf } from "../format-approval.ts";
import type { BoundDecision, DecisionEndpoint, DecisionResult } from "./decisions.ts";

export interface DecisionControllerParts {
  /** Called with each request that was approved here, before the stream gets it. */
  approved(id: string): void;
  /** Opens a request's page in the browser. */
  openLink(id: string): void;
}

export class DecisionController {
  readonly #endpoint: DecisionEndpoint;
  readonly #stream: ApprovalStream;
  readonly #parts: DecisionControllerParts;

  constructor(endpoint: DecisionEndpoint, stream: ApprovalStream, parts: DecisionControllerParts) {
    this.#endpoint = endpoint;
    this.#stream = stream;
    this.#parts = parts;
  }

  /** Sends the choices for the requests as the person saw them. Never throws: a message says what went wrong. */
  async decide(decided: readonly BoundDecision[]): Promise<void> {
    if (decided.length === 0) return;
    await this.#reportFailure(async () => {
      const { decideAll } = await import("./decisions.ts");
      const results = await decideAll(this.#endpoint, decided);
      for (const result of results) {
        if (!result.ok) continue;
        if (result.approval.state === "approved") this.#parts.approved(result.id);
        this.#stream.decided(result.approval);
      }
      const problems = results.flatMap((result) => (result.ok ? [] : [problemOf(result, decided)]));
      if (problems.length === 0) return;
      const show = l10n.t("Show Approvals");
      void this.#stream.refresh();
      const [browser, ...others] = results.filter((result) => !result.ok && inBrowser.has(result.error));
      if (browser !== undefined && others.length === 0) {
        const open = l10n.t("Decide in Browser");
        const chosen = await vscode.window.showWarningMessage(unlinked(problems.join(" ")), open);
        if (chosen === open) this.#parts.openLink(browser.id);
        return;
      }
      const chosen = await vscode.window.showWarningMessage(unlinked(problems.join(" ")), show);
      if (chosen === show) await vscode.commands.executeCommand(commands.showApprovals);
    });
  }

  /** Approves the request as the person saw it, without similar calls. Never throws. */
  async approve(view: ApprovalView): Promise<void> {
    await this.decide([{ view, decision: { decision: "approve", similar: false } }]);
  }

  /** Asks for the reason, because the agent gets it. Nothing happens where the person closes the question. */
  async reject(view: ApprovalView): Promise<void> {
    const reason = await askReason(l10n.t("Reject {0}", actOf(view.plan)), l10n.t("Why? The agent gets the reason."));
    if (reason === undefined) return;
    await this.decide([{ view, decision: { decision: "reject", reason } }]);
  }

  /** Records how a call ended. Never throws: a message says what went wrong. */
  async settle(id: string, outcome: Resolution): Promise<void> {
    await this.#reportFailure(async () => {
      const { recordOutcome } = await import("./decisions.ts");
      this.#stream.decided(await recordOutcome(this.#endpoint, id, outcome));
    });
  }

  /** Asks how the call ended and how the person knows. Nothing happens where the person closes a question. */
  async askOutcome(view: ApprovalView): Promise<void> {
    const title = l10n.t("How did it end? {0}", actOf(view.plan));
    const [done, notDone] = [l10n.t("It was done"), l10n.t("It was not done")];
    const chosen = await vscode.window.showQuickPick([done, notDone], {
      ...{ title, ignoreFocusOut: true },
      placeHolder: l10n.t("Look first. The same call is refused until a person says how this one ended."),
    });
    if (chosen === undefined) return;
    const reason = await askReason(title, l10n.t("How do you know? It is recorded."));
    if (reason === undefined) return;
    await this.settle(view.id, { outcome: chosen === done ? "succeeded" : "failed", reason });
  }

  async revoke(scope: string): Promise<void> {
    await this.#reportFailure(async () => {
      const { revokeScope } = await import("./decisions.ts");
      await revokeScope(this.#endpoint, scope);
      await this.#stream.refresh();
    });
  }

  async #reportFailure(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      const unpaired = error instanceof ProxyError && error.code !== "unreachable";
      const way = unpaired ? l10n.t("Allow This Editor…") : l10n.t("Diagnose");
      const text = unpaired
        ? l10n.t("This editor may not decide for you any more, so nothing was decided. Allow it again, then decide.")
        : error instanceof Error
          ? error.message
          : String(error);
      const chosen = await vscode.window.showErrorMessage(unlinked(text), way);
      if (chosen === way) await vscode.commands.executeCommand(unpaired ? commands.pairEditor : commands.diagnose);
    }
  }
}

/** An input box that takes no empty reason. Undefined where the person closes it. */
async function askReason(title: string, prompt: string): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  Object.assign(box, { title, prompt, ignoreFocusOut: true });
  const reason = await new Promise<string | undefined>((resolve) => {
    box.onDidChangeValue((text) => {
      box.validationMessage = text.length > maxReasonLength ? l10n.t("At most 1000 characters.") : undefined;
    });
    box.onDidAccept(() => {
      const text = box.value.trim();
      if (text === "") box.validationMessage = l10n.t("Write a reason first.");
      else if (text.length <= maxReasonLength) resolve(text);
    });
    box.onDidHide(() => resolve(undefined));
    box.show();
  });
  box.dispose();
  return reason;
}

/** The most characters of a reason that the registry takes. */
const maxReasonLength = 1000;

/** Refusals after which the person can still decide on the request's page in the browser. */
const inBrowser: ReadonlySet<string> = new Set(["browser-required", "shown-differs"]);

/** The request that was refused, and the registry's reason. */
function problemOf(result: DecisionResult & { ok: false }, decided: readonly BoundDecision[]): string {
  const view = decided.find((each) => each.view.id === result.id)?.view;
  return l10n.t("{0}: {1}", view === undefined ? "" : shortActOf(view.plan), oneLine(result.message));
}
