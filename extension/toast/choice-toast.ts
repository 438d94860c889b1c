/**
 * A notification with choices that stays until it is closed. It is a progress notification, because only those stay and can
 * be ended by the extension. The editor hides a message with buttons after some seconds, and no extension can close one.
 * It has one button; the other choices are links.
 */
import * as vscode from "vscode";
import type { Disposable } from "../disposables.ts";
import type { Answers } from "./answers.ts";

export interface Offer<Act> {
  readonly act: Act;
  readonly label: string;
}

export interface Choice<Act> {
  /** Plain text, with nothing in it that the editor takes for a link (unlinked.ts). */
  readonly text: string;
  /** The choice of the button. It must change nothing, because an editor may label the button "Cancel". */
  readonly main: Offer<Act>;
  readonly others: readonly Offer<Act>[];
}

interface Shown {
  readonly key: string;
  close(): void;
}

export class ChoiceToast<Act> implements Disposable {
  readonly #answers: Answers;
  #shown: Shown | null = null;

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  /**
   * Shows `choice` in the place of the one before; null closes the notification. `chosen` is called with what the person
   * chose and how long (ms) this choice had been on the screen.
   */
  show(choice: Choice<Act> | null, chosen: (act: Act, shownForMs: number) => void): void {
    const key = JSON.stringify(choice);
    if (key === (this.#shown?.key ?? "null")) return;
    this.#shown?.close();
    this.#shown = choice === null ? null : open(choice, key, chosen, this.#answers);
  }

  dispose(): void {
    this.#shown?.close();
    this.#shown = null;
  }
}

function open<Act>(
  { text, main, others }: Choice<Act>,
  key: string,
  chosen: (act: Act, shownForMs: number) => void,
  to: Answers,
): Shown {
  const shownAt = performance.now();
  const choose = (act: Act): void => chosen(act, performance.now() - shownAt);
  const links = others.map(({ act, label }) => to.link(label, () => choose(act)));
  const title = [text, links.map((link) => link.text).join(" \u00a0·\u00a0 ")].join(" \u00a0 ");
  const options: vscode.ProgressOptions = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  // The editor also takes a text here, as the button's label; its types allow only a boolean.
  Object.assign(options, { cancellable: main.label });
  let end = (): void => {};
  const ended = new Promise<void>((done) => {
    end = done;
  });
  void vscode.window.withProgress(options, (report, button) => {
    // The progress bar does not move, because the notification waits for the person.
    report.report({ increment: 0 });
    button.onCancellationRequested(() => choose(main.act));
    return ended;
  });
  return {
    key,
    close: () => {
      for (const link of links) link.withdraw();
      end();
    },
  };
}
