/** Puts the extension's features together when the editor activates it. Each feature is in a file of its own. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { registerActivity } from "./activity/activity-feature.ts";
import { registerAgents } from "./agents/agents-feature.ts";
import { registerApprovals } from "./approvals/approvals-feature.ts";
import { registerCommand } from "./commands/register.ts";
import { commands } from "./contributions.ts";
import { registerDiagnose } from "./diagnose/diagnose-feature.ts";
import { Disposables } from "./disposables.ts";
import { registerDocumentation } from "./documentation.ts";
import { keepSuccesses } from "./first-successes.ts";
import { GettingStarted } from "./getting-started.ts";
import { offerServers } from "./mcp/provider.ts";
import { Offers } from "./offers/offers.ts";
import { VerifiedRegistry } from "./registry/verified-registry.ts";
import { registerRunTool } from "./run/run-feature.ts";
import { registerServers } from "./sidebar/servers-feature.ts";
import { registerSignIn } from "./signin/sign-in-feature.ts";
import { keepContextKeys } from "./state/context-keys.ts";
import { registerUninstall } from "./uninstall/uninstall-feature.ts";
import { Window } from "./window.ts";

export function activate(context: vscode.ExtensionContext): void {
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  const own = new Disposables();
  context.subscriptions.push(own);
  const window = own.add(new Window(context));
  const { link, state, program } = window;

  const signIn = own.add(registerSignIn(window));
  const { globalState: user, workspaceState: workspace } = context;
  const offers = own.add(new Offers({ state, link, user, workspace }));
  const servers = own.add(registerServers(window, offers));
  own.add(registerRunTool(window, () => servers.selected()));
  own.add(registerActivity(window));
  const access = async () => (await signIn.services()).editor.access();
  const { pairing } = signIn;
  const approvals = own.add(registerApprovals({ link, state, pairing, access, media: window.media("") }));
  const runtime = { command: process.execPath, electron: process.versions.electron !== undefined, program };
  own.add(offerServers({ state, offers, runtime, starts: () => signIn.session.agentStarts() }));
  const steps = own.add(new GettingStarted());
  own.add(keepSuccesses(link, context.globalState, steps));
  const agents = own.add(registerAgents(window, steps, offers));
  own.add(registerDiagnose(window, signIn.services));
  own.add(registerUninstall(window));
  own.add(registerDocumentation(context.extensionUri));
  own.add(registerCommand(commands.refresh, () => Promise.all([link.refresh(), approvals.refresh()])));
  const registry = new VerifiedRegistry({
    ask: (address) => window.registry.answers(address),
    verified: () => steps.become({ hasRegistry: true }),
  });
  own.add(
    registerCommand(commands.getStarted, () => {
      void registry.askAgain();
      return steps.open();
    }),
  );
  own.add(keepContextKeys(state, registry, steps));

  window.start();
  signIn.start();
  agents.start();
}
