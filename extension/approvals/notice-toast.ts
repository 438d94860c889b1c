/**
 * The notification of what waits. It is one of progress, as those alone end when their work does: the editor lets no
 * extension close a message with buttons, and one that is decided elsewhere must go. What it offers are links to a
 * command, which any other extension could run; so each link carries a word that was made for this showing, and without
 * it the command does nothing. Its one button shows everything.
 */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { Disposable } from "../disposables.ts";
import type { Notice, NoticeAct } from "./notice.ts";

interface Shown {
  readonly key: string;
  readonly words: ReadonlyMap<string, NoticeAct>;
  readonly chosen: Chosen;
  close(): void;
}

/** Told of what the person chose. */
export type Chosen = (act: NoticeAct) => void;

export class NoticeToast implements Disposable {
  #shown: Shown | null = null;

  /** Shows `notice` in the place of the one before; nothing where it is null. */
  show(notice: Notice | null, chosen: Chosen): void {
    const key = JSON.stringify(notice);
    if (key === (this.#shown?.key ?? "null")) return;
    this.#shown?.close();
    this.#shown = notice === null ? null : open(notice, key, chosen);
  }

  /** The person followed a link that carries `word`. */
  answered(word: unknown): void {
    const act = typeof word === "string" ? this.#shown?.words.get(word) : undefined;
    if (act !== undefined) this.#shown?.chosen(act);
  }

  dispose(): void {
    this.#shown?.close();
    this.#shown = null;
  }
}

function open({ text, main, others }: Notice, key: string, chosen: Chosen): Shown {
  const words = new Map<string, NoticeAct>();
  const links = others.map(({ act: each, label }) => {
    const word = randomBytes(16).toString("base64url");
    words.set(word, each);
    return `[${label}](command:${commands.answerNotice}?${encodeURIComponent(JSON.stringify([word]))})`;
  });
  const title = [text, links.join(" \u00a0·\u00a0 ")].join(" \u00a0 ");
  const options: vscode.ProgressOptions = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  // The editor takes a text here for the button's label; its types say less.
  Object.assign(options, { cancellable: main.label });
  let close = (): void => {};
  const closed = new Promise<void>((done) => {
    close = done;
  });
  void vscode.window.withProgress(options, (report, button) => {
    // Its bar stands still: what is awaited is a person.
    report.report({ increment: 0 });
    button.onCancellationRequested(() => chosen(main.act));
    return closed;
  });
  return { key, words, chosen, close };
}
