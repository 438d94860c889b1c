/**
 * The notification of what waits. It is one of progress, as those alone end when their work does: the editor lets no
 * extension close a message with buttons, and one that is decided elsewhere must go. Its buttons are links to a command,
 * which any other extension could run; so each link carries a word that was made for this showing, and without it the
 * command does nothing.
 */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { Disposable } from "../disposables.ts";
import type { Notice, NoticeAct } from "./notice.ts";

interface Shown {
  readonly key: string;
  readonly words: ReadonlyMap<string, NoticeAct>;
  readonly act: (act: NoticeAct) => void;
  close(): void;
}

export class NoticeToast implements Disposable {
  #shown: Shown | null = null;

  /** Shows `notice` in the place of the one before; nothing where it is null. `act` is called when the person chooses. */
  show(notice: Notice | null, act: Shown["act"]): void {
    const key = JSON.stringify(notice);
    if (key === (this.#shown?.key ?? "null")) return;
    this.#shown?.close();
    this.#shown = notice === null ? null : open(notice, key, act);
  }

  /** The person followed a link that carries `word`. */
  answered(word: unknown): void {
    const act = typeof word === "string" ? this.#shown?.words.get(word) : undefined;
    if (act !== undefined) this.#shown?.act(act);
  }

  dispose(): void {
    this.#shown?.close();
    this.#shown = null;
  }
}

function open({ text, acts }: Notice, key: string, act: Shown["act"]): Shown {
  const words = new Map<string, NoticeAct>();
  const links = acts.map(({ act: each, label }) => {
    const word = randomBytes(16).toString("base64url");
    words.set(word, each);
    return `[${label}](command:${commands.answerNotice}?${encodeURIComponent(JSON.stringify([word]))})`;
  });
  const title = [text, links.join("   ")].join("   ");
  const options = { location: vscode.ProgressLocation.Notification, title };
  let close = (): void => {};
  const closed = new Promise<void>((done) => {
    close = done;
  });
  // Its bar stands still: what is awaited is a person.
  void vscode.window.withProgress(options, (report) => {
    report.report({ increment: 0 });
    return closed;
  });
  return { key, words, act, close };
}
