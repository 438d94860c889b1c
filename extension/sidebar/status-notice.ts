/** Tells the person in one message when servers that they use go down or come back. Other servers show it in their rows. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Disposable } from "../disposables.ts";
import type { State } from "../state/state.ts";
import { type StatusNews, statusNews } from "../state/status-news.ts";
import { nameList } from "./name-list.ts";
import { showServersMessage } from "./servers-message.ts";

/** `used` are the servers that the person used recently. */
export function tellOfStatus(state: State, used: () => readonly string[]): Disposable {
  let knownDown: ReadonlySet<string> = new Set();
  return state.onChange((now, before) => {
    const news = statusNews(before, now, used(), knownDown);
    knownDown = news.knownDown;
    const text = newsText(news);
    // With several windows, only the one that the person looks at says it.
    if (text !== "" && vscode.window.state.focused) void showServersMessage("information", text);
  });
}

export function newsText({ down, back }: Pick<StatusNews, "down" | "back">): string {
  const [first] = down;
  const titles = (servers: typeof down): string => nameList(servers.map(({ title }) => title));
  return [
    ...(first === undefined
      ? []
      : [l10n.t("Down: {0}. Calls fail until the server is back. Ask {1}.", titles(down), first.owner)]),
    ...(back.length === 0 ? [] : [l10n.t("Up again: {0}.", titles(back))]),
  ].join(" ");
}
