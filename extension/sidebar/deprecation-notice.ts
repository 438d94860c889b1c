/** Says once, in one message, that servers which the person uses are deprecated. Rows and pages say it all the time. */
import { formatDeprecation } from "@drawbridge/contracts/deprecation";
import type { MyServer } from "@drawbridge/contracts/registry";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import { editorText } from "../editor-text.ts";
import { unlinked } from "../link-free-text.ts";
import type { Offers } from "../offers/offers.ts";
import { deprecationNews, noticeKey } from "../state/deprecation-news.ts";
import type { State } from "../state/state.ts";
import { isQuiet, onQuietChange, showUnasked } from "../unasked-message.ts";
import { nameList } from "./name-list.ts";

const key = "drawbridge.deprecationNotices";
/** How many notices are remembered. The oldest are forgotten. */
const maxRemembered = 200;

/** `memento` remembers the notices of the user, in all windows. */
export function tellOfDeprecations(
  state: State,
  offers: Pick<Offers, "used" | "onChange">,
  memento: Pick<vscode.Memento, "get" | "update">,
): Disposable {
  const own = new Disposables();
  const check = async (): Promise<void> => {
    // With several windows, only the one that the person looks at says it.
    if (!vscode.window.state.focused || isQuiet()) return;
    if (deprecationNews(state.current, offers.used, []).length === 0) return;
    // Loaded only where a server is deprecated, because its schema takes a window's start 15 ms.
    const { noticeKeysIn } = await import("./stored-notice-keys.ts");
    const noticeKeys = noticeKeysIn(memento.get(key));
    const news = deprecationNews(state.current, offers.used, noticeKeys);
    if (news.length === 0) return;
    void memento.update(key, [...noticeKeys, ...news.map(noticeKey)].slice(-maxRemembered));
    void tell(news);
  };
  for (const each of [state, offers]) own.add(each.onChange(() => void check()));
  own.add(vscode.window.onDidChangeWindowState(() => void check()));
  own.add(onQuietChange(() => void check()));
  return own;
}

/** One server: its title and the whole sentence. Several: their titles. Pure. */
export function deprecationText(servers: readonly MyServer[]): string {
  const [first] = servers;
  return servers.length === 1 && first?.deprecated !== undefined
    ? l10n.t("{0}: {1}", oneLine(first.title), formatDeprecation(first.deprecated, editorText))
    : l10n.t(
        "Servers that you use are deprecated: {0}. Their pages say what to use instead.",
        nameList(servers.map(({ title }) => oneLine(title))),
      );
}

async function tell(servers: readonly MyServer[]): Promise<void> {
  const show = servers.length === 1 ? l10n.t("Show Server") : l10n.t("Show Servers");
  if ((await showUnasked("information", unlinked(deprecationText(servers)), show)) !== show) return;
  const [first] = servers;
  if (servers.length === 1 && first !== undefined)
    await vscode.commands.executeCommand(commands.openServer, first.name);
  else await vscode.commands.executeCommand(commands.showServers);
}
