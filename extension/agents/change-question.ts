/**
 * Asks whether to make a change while the person looks at the change. It asks in a notification, because a dialog over the
 * diff would hide its first lines.
 */
import * as l10n from "@vscode/l10n";
import type { Plan } from "../../proxy/agents/plan.ts";
import type { Disposable } from "../disposables.ts";
import type { Answers } from "../toast/answers.ts";
import { ChoiceToast } from "../toast/choice-toast.ts";
import { unlinked } from "../unlinked.ts";
import { nameOf, remarks } from "./change-words.ts";

export class ChangeQuestion implements Disposable {
  readonly #toast: ChoiceToast<boolean>;
  #answer: (yes: boolean) => void = () => {};

  constructor(answers: Answers) {
    this.#toast = new ChoiceToast(answers);
  }

  /** `verb` is the label of the yes. One question at a time: a new question answers an open one with no. */
  async ask(verb: string, changes: readonly Plan[]): Promise<boolean> {
    this.withdraw();
    const text = l10n.t("{0}: {1}. {2}", verb, changes.map(nameOf).join(", "), remarks(changes));
    const yes = await new Promise<boolean>((answer) => {
      this.#answer = answer;
      const main = { act: false, label: l10n.t("Leave Everything as It Is") };
      this.#toast.show({ text: unlinked(text).trim(), main, others: [{ act: true, label: verb }] }, answer);
    });
    this.#toast.show(null, () => {});
    return yes;
  }

  /** Answers the open question with no. */
  withdraw(): void {
    this.#answer(false);
  }

  dispose(): void {
    this.withdraw();
    this.#toast.dispose();
  }
}
