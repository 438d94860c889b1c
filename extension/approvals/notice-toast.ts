/**
 * The notification of what waits. It is one of progress, as those alone end when their work does: the editor lets no
 * extension close a message with buttons, and one that is decided elsewhere must go. What it offers are links to a
 * command, which any other extension could run; so each link carries a word that was made for this showing, and without
 * it the command does nothing. Its one button puts it aside.
 */
import { randomBytes } from "node:crypto";
import * as l10n from "@vscode/l10n";
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

/** What the person chose; "later" where they put it aside. */
export type Chosen = (act: NoticeAct | "later") => void;

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

function open({ text, acts }: Notice, key: string, chosen: Chosen): Shown {
  const words = new Map<string, NoticeAct>();
  const links = acts.map(({ act: each, label }) => {
    const word = randomBytes(16).toString("base64url");
    words.set(word, each);
    return `[${label}](command:${commands.answerNotice}?${encodeURIComponent(JSON.stringify([word]))})`;
  });
  const title = [text, links.join(" \u00a0·\u00a0 ")].join(" \u00a0 ");
  const options: vscode.ProgressOptions = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  // A text here is the button's label; an editor that does not know this calls it "Cancel", which it does as well.
  Object.assign(options, { cancellable: l10n.t("Later") });
  let close = (): void => {};
  const closed = new Promise<void>((done) => {
    close = done;
  });
  void vscode.window.withProgress(options, (report, aside) => {
    // Its bar stands still: what is awaited is a person.
    report.report({ increment: 0 });
    aside.onCancellationRequested(() => chosen("later"));
    return closed;
  });
  return { key, words, chosen, close };
}
