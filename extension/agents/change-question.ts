/**
 * Asks whether to make a change while the person looks at the change. It asks in a message, because a dialog over the diff
 * would hide its first lines. The editor moves a message to the bell after some seconds, so the diff has both answers as
 * buttons above it, too. No extension can close a message: a late answer says that nothing was written.
 */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Plan } from "../../proxy/agents/plan.ts";
import { contextKeys } from "../contributions.ts";
import type { Disposable } from "../disposables.ts";
import { unlinked } from "../link-free-text.ts";
import { nameOf, remarks } from "./change-messages.ts";

export interface AskedChange {
  /** The label of the yes. */
  readonly verb: string;
  /** The command that the person ran. */
  readonly command: string;
}

export class ChangeQuestion implements Disposable {
  #answer: ((yes: boolean) => void) | null = null;

  /** One question at a time: a new question answers an open one with no. */
  async ask(asked: AskedChange, changes: readonly Plan[]): Promise<boolean> {
    this.withdraw();
    const { verb } = asked;
    const text = unlinked(l10n.t("{0}: {1}. {2}", verb, changes.map(nameOf).join(", "), remarks(changes))).trim();
    const choice = new Promise<boolean>((answer) => {
      this.#answer = answer;
      void this.#message(text, asked, answer);
    });
    waits(true);
    const yes = await choice;
    if (this.#answer === null) waits(false);
    return yes;
  }

  /** Answers the open question. Nothing happens where none is open. */
  answer(yes: boolean): void {
    const answer = this.#answer;
    this.#answer = null;
    answer?.(yes);
  }

  /** Answers the open question with no. */
  withdraw(): void {
    this.answer(false);
  }

  dispose(): void {
    this.withdraw();
  }

  async #message(text: string, { verb, command }: AskedChange, answer: (yes: boolean) => void): Promise<void> {
    const discard = l10n.t("Discard");
    const chosen = await vscode.window.showInformationMessage(text, verb, discard);
    if (chosen === undefined) return;
    if (this.#answer === answer) this.answer(chosen === verb);
    else if (chosen === verb) await sayNothingWritten(command);
  }
}

/** The yes came after the change was closed: its button shows the change again, as it would be made now. */
async function sayNothingWritten(command: string): Promise<void> {
  const again = l10n.t("Show It Again");
  const text = l10n.t("Nothing was written: this change is not shown any more.");
  if ((await vscode.window.showInformationMessage(text, again)) === again)
    await vscode.commands.executeCommand(command);
}

const waits = (open: boolean): void => void vscode.commands.executeCommand("setContext", contextKeys.changeWaits, open);
