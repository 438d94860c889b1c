/** Offers the user's servers to every agent in the editor. */
import * as vscode from "vscode";
import { serverDefinitionProvider } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import type { Offers } from "../offers/offers.ts";
import type { State } from "../state/state.ts";
import { type BridgeDefinition, definitionsOf, type Runtime } from "./definitions.ts";

export interface ProviderParts {
  readonly state: State;
  readonly offers: Offers;
  readonly runtime: Runtime;
  /** Asked when an agent starts a server; where it may not, the person sees why. */
  starts(): { readonly allowed: boolean; readonly why: string };
}

export function offerServers({ state, offers, runtime, starts }: ProviderParts): Disposable {
  const disposables = new Disposables();
  const changed = disposables.add(new vscode.EventEmitter<void>());
  const offered = (): readonly BridgeDefinition[] =>
    vscode.workspace.isTrusted ? definitionsOf(state.current, offers.current.offered, runtime) : [];
  let last = "";
  const compare = (): void => {
    const now = JSON.stringify(offered());
    if (now === last) return;
    last = now;
    changed.fire();
  };
  disposables.add(state.onChange(compare));
  disposables.add(offers.onChange(compare));
  disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(compare));
  disposables.add(
    vscode.lm.registerMcpServerDefinitionProvider(serverDefinitionProvider, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () =>
        offered().map(({ label, command, args, env, version }) => {
          const server = new vscode.McpStdioServerDefinition(label, command, [...args], { ...env }, version);
          // The folder lets Drawbridge show a request in the window that the agent works in.
          const [folder] = vscode.workspace.workspaceFolders ?? [];
          if (folder?.uri.scheme === "file") server.cwd = folder.uri;
          return server;
        }),
      // The editor also calls this for starts that the person did not ask for, so it opens no window and no page.
      resolveMcpServerDefinition: (server) => {
        // The editor keeps a list of servers for each folder, so it may start a server in a folder that is offered none.
        const { allowed, why } = starts();
        if (allowed) return server;
        throw new Error(why);
      },
    }),
  );
  return disposables;
}
