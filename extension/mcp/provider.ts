/** Offers the user's servers to every agent in the editor. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { serverDefinitionProvider } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import type { State } from "../state/state.ts";
import { type BridgeDefinition, definitionsOf, type Runtime } from "./definitions.ts";

/** `remind` is called when an agent starts a server while no user is signed in. */
export function offerServers(state: State, runtime: Runtime, remind: () => void): Disposable {
  const disposables = new Disposables();
  const changed = disposables.add(new vscode.EventEmitter<void>());
  const offered = (): readonly BridgeDefinition[] =>
    vscode.workspace.isTrusted ? definitionsOf(state.current, runtime) : [];
  let last = "";
  const compare = (): void => {
    const now = JSON.stringify(offered());
    if (now === last) return;
    last = now;
    changed.fire();
  };
  disposables.add(state.onChange(compare));
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
        if (state.current.phase === "signed-in") return server;
        remind();
        throw new Error(l10n.t("Sign in from the Drawbridge view."));
      },
    }),
  );
  return disposables;
}
