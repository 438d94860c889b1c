/** The servers in a window: the view, the status bar, the pages, their commands, and the warning about lost servers. */
import * as vscode from "vscode";
import { registerCommand } from "../commands/register.ts";
import { commands, views } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import { ServerPanels } from "../server-page/server-panels.ts";
import type { Window } from "../window.ts";
import { tellOfLostServers } from "./lost-servers-notice.ts";
import { ServersView } from "./servers-view.ts";
import { showStatus } from "./status-bar.ts";

export function registerServers(window: Window): Disposable {
  const { state, link } = window;
  const own = new Disposables();
  own.add(showStatus(state));
  const servers = own.add(new ServersView(state));
  const icon = { light: window.media("drawbridge-light.svg"), dark: window.media("drawbridge-dark.svg") };
  const panels = own.add(
    new ServerPanels(state, icon, {
      usage: (server) => link.ask((broker) => broker.request("serverUsage", { server })),
      inputs: (server) => link.ask((broker) => broker.request("toolInputs", { server })),
    }),
  );
  own.add(tellOfLostServers(state));
  const command: typeof registerCommand = (id, run) => own.add(registerCommand(id, run));
  command(commands.showServers, () => vscode.commands.executeCommand(`${views.servers}.focus`));
  command(commands.filterServers, () => servers.filter());
  command(commands.clearFilter, () => servers.clearFilter());
  command(commands.openServer, (name) => typeof name === "string" && panels.open(name));
  return own;
}
