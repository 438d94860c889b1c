/** The servers in a window: the view, the status bar, the pages, their commands, and the notices about servers. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { registerCommand } from "../commands/register.ts";
import { commands, views } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import type { Offers } from "../offers/offers.ts";
import type { ServerPanels } from "../server-page/server-panels.ts";
import type { Window } from "../window.ts";
import { tellOfDeprecations } from "./deprecation-notice.ts";
import { tellOfLostServers } from "./lost-servers-notice.ts";
import type { Subject } from "./row-subject.ts";
import { registerServerCommands } from "./server-commands.ts";
import type { Grouping } from "./server-rows.ts";
import { ServersView } from "./servers-view.ts";
import { showStatus } from "./status-bar.ts";
import { tellOfStatus } from "./status-notice.ts";

export interface ServersFeature extends Disposable {
  /** What the row that is selected in the view is about. */
  selected(): Subject | null;
}

export function registerServers(window: Window, offers: Offers): ServersFeature {
  const { state, link, context } = window;
  const own = new Disposables();
  own.add(showStatus(state));
  const servers = own.add(new ServersView(state, offers, context.globalState));
  const icon = { light: window.media("drawbridge-light.svg"), dark: window.media("drawbridge-dark.svg") };
  let panels: ServerPanels | null = null;
  // Loaded when the first page is opened, because the pages bring schemas and HTML that no other part needs.
  const pages = async (): Promise<ServerPanels> => {
    const { ServerPanels } = await import("../server-page/server-panels.ts");
    panels ??= own.add(
      new ServerPanels(state, icon, {
        usage: (server) => link.ask((broker) => broker.request("serverUsage", { server })),
        inputs: (server) => link.ask((broker) => broker.request("toolInputs", { server })),
      }),
    );
    return panels;
  };
  own.add(tellOfLostServers(state));
  own.add(tellOfStatus(state, () => offers.used));
  own.add(tellOfDeprecations(state, offers, context.globalState));
  const selected = (): Subject | null => {
    const { server = null, tool = null } = servers.selected ?? {};
    return server === null ? null : { server, tool };
  };
  own.add(registerServerCommands({ window, offers, selected, openPage: async (name) => (await pages()).open(name) }));
  const command: typeof registerCommand = (id, run) => own.add(registerCommand(id, run));
  command(commands.showServers, () => vscode.commands.executeCommand(`${views.servers}.focus`));
  command(commands.filterServers, () => servers.filter());
  command(commands.clearFilter, () => servers.clearFilter());
  command(commands.groupServers, async () => {
    const by = await chooseGrouping(servers.grouping);
    if (by !== undefined) await servers.group(by);
  });
  return { selected, dispose: () => own.dispose() };
}

async function chooseGrouping(now: Grouping): Promise<Grouping | undefined> {
  const rows: readonly { readonly label: string; readonly by: Grouping }[] = [
    { label: l10n.t("No groups"), by: "none" },
    { label: l10n.t("By environment"), by: "environment" },
    { label: l10n.t("By owner"), by: "owner" },
  ];
  const items = rows.map((row) => ({ ...row, description: row.by === now ? l10n.t("now") : "" }));
  return (await vscode.window.showQuickPick(items, { placeHolder: l10n.t("How the servers are grouped") }))?.by;
}
