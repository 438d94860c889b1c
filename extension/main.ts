/** Puts the parts of the extension together when the editor activates it; what each of them does is its own file's. */
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { homeOf } from "../proxy/files/home.ts";
import { failureOf } from "../proxy/terminal/failure.ts";
import { Activity } from "./activity/activity.ts";
import { ActivityView } from "./activity/activity-view.ts";
import type { AgentsController } from "./agents/agents-controller.ts";
import { offerApprovals } from "./approvals/approvals.ts";
import { BrokerLink } from "./broker/link.ts";
import { registerCommand } from "./commands/register.ts";
import { commands, contextKeys, views } from "./contributions.ts";
import { judgeEditor } from "./diagnose/report.ts";
import { Disposables } from "./disposables.ts";
import { GettingStarted, setContext } from "./getting-started.ts";
import { offerServers } from "./mcp/provider.ts";
import { tryQuery } from "./mcp/try-query.ts";
import { RegistrySetting } from "./registry-setting.ts";
import { ServerPanels } from "./server-page/server-panels.ts";
import { tellOfLostServers } from "./sidebar/lost-servers-notice.ts";
import { ServersView } from "./sidebar/servers-view.ts";
import { showStatus } from "./sidebar/status-bar.ts";
import { registerAccount } from "./signin/account.ts";
import { PairingState } from "./signin/pairing-state.ts";
import { SignInController } from "./signin/sign-in-controller.ts";
import type { SignInServices } from "./signin/sign-in-services.ts";
import { inTurn } from "./signin/turn.ts";
import { type Snapshot, snapshotOf } from "./state/snapshot.ts";
import { State } from "./state/state.ts";
import { Answers } from "./toast/answers.ts";

/** How often (ms) the window in focus asks whether anything changed; the others hear it from the broker. */
const heartbeat = 5_000;

export function activate(context: vscode.ExtensionContext): void {
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  const own = new Disposables();
  context.subscriptions.push(own);

  const home = homeOf();
  const program = context.asAbsolutePath("proxy/cli.js");
  const registry = new RegistrySetting(home);
  const link = own.add(new BrokerLink({ home, program, wanted: () => existsSync(home.secretFile) }));
  const state = own.add(new State(snapshotOf(link.view, registry.current)));
  const update = (): void => state.become(snapshotOf(link.view, registry.current));
  own.add(link.onChange(update));
  own.add(registry.onChange(update));

  const pairing = own.add(new PairingState());
  let opened: Promise<SignInServices> | null = null;
  const signInServices = (): Promise<SignInServices> => {
    opened ??= import("./signin/sign-in-services.ts").then(({ createSignInServices }) =>
      createSignInServices({
        secrets: context.secrets,
        key: `editor at ${hostname()}:${home.folder}`,
        inTurn: (task) => inTurn(join(home.folder, "sign-in.turn"), task),
        now: Date.now,
        fetch: globalThis.fetch,
        handToBroker: (wellKnown, tokens) => link.ask((broker) => broker.request("signIn", { wellKnown, tokens })),
        brokerUser: () => state.current.user?.name ?? null,
        paired: (kept) => pairing.become(kept),
      }),
    );
    return opened;
  };
  const signIn = new SignInController({
    services: signInServices,
    secrets: context.secrets,
    names: () => ({
      editor: vscode.env.appName,
      host: hostname(),
      folder: vscode.workspace.workspaceFolders?.[0]?.name || null,
    }),
    registry: async () => registry.current ?? (await registry.ask()),
    endBrokerSession: async () => {
      await link.ask((broker) => broker.request("signOut"));
    },
    settled: () => link.refresh(),
  });

  own.add(
    registerAccount(state, {
      signIn: async () => {
        if (!(await signIn.signIn())) throw new Error(l10n.t("Nobody signed in to Drawbridge."));
      },
      // By the command, which tells of a failure: the editor's menu would show it as it is.
      signOut: async () => {
        await vscode.commands.executeCommand(commands.signOut);
      },
    }),
  );
  own.add(showStatus(state));
  const servers = own.add(new ServersView(state));
  const media = (name: string) => vscode.Uri.joinPath(context.extensionUri, "media", name);
  const panels = own.add(
    new ServerPanels(
      state,
      { light: media("drawbridge-light.svg"), dark: media("drawbridge-dark.svg") },
      {
        usage: (server) => link.ask((broker) => broker.request("serverUsage", { server })),
        inputs: (server) => link.ask((broker) => broker.request("toolInputs", { server })),
      },
    ),
  );
  own.add(new ActivityView(state, own.add(new Activity(link))));
  own.add(tellOfLostServers(state));
  const answers = new Answers();
  const access = async () => (await signInServices()).editor.access();
  const approvals = own.add(offerApprovals({ link, state, pairing, access, answers, media: media("") }));
  const runtime = { command: process.execPath, electron: process.versions.electron !== undefined, program };
  own.add(offerServers(state, runtime, remindToSignIn));

  const steps = own.add(new GettingStarted());
  let agents: Promise<AgentsController> | null = null;
  const agentsController = (): Promise<AgentsController> => {
    agents ??= import("./agents/agents-controller.ts").then(({ AgentsController }) =>
      own.add(
        new AgentsController({
          home,
          program,
          answers,
          state: () => state.current,
          connected: (any) => {
            setContext(contextKeys.agentsConnected, any);
            steps.become({ hasConnectedAgents: any });
          },
        }),
      ),
    );
    return agents;
  };

  const command: typeof registerCommand = (id, run) => own.add(registerCommand(id, run));
  command(commands.signIn, () => signIn.signIn());
  command(commands.pairEditor, () => signIn.signIn(state.current.phase === "signed-in" ? "pair" : "sign-in"));
  command(commands.signOut, () => signIn.signOut());
  command(commands.setRegistry, async () => {
    if ((await registry.ask()) !== null && state.current.phase !== "signed-in") await signIn.signIn();
  });
  command(commands.refresh, () => Promise.all([link.refresh(), approvals.refresh()]));
  command(commands.showServers, () => vscode.commands.executeCommand(`${views.servers}.focus`));
  command(commands.filterServers, () => servers.filter());
  command(commands.clearFilter, () => servers.clearFilter());
  command(commands.openServer, (name) => typeof name === "string" && panels.open(name));
  command(commands.tryQuery, () => tryQuery(state.current));
  const version = String(context.extension.packageJSON.version);
  command(commands.diagnose, async () => {
    const [{ diagnose }, { editor }] = await Promise.all([import("./diagnose/diagnose.ts"), signInServices()]);
    const own = async () => judgeEditor((await editor.kept())?.user ?? null, state.current.user?.name ?? null);
    const askBroker = () => link.ask((broker) => broker.request("status")).catch(failureOf);
    await diagnose({ home, askBroker, registry: registry.current }, own, version);
  });
  command(commands.answerNotice, (word) => answers.came(word));
  command(commands.connectAgents, async () => (await agentsController()).connect());
  command(commands.disconnectAgents, async () => (await agentsController()).disconnect());
  command(commands.undoAgents, async () => (await agentsController()).undo());
  command(commands.getStarted, () => steps.open());

  const tell = (snapshot: Snapshot): void => {
    tellContext(snapshot);
    steps.become({ hasRegistry: snapshot.registry !== null, hasSignedIn: snapshot.phase === "signed-in" });
  };
  own.add(state.onChange(tell));
  tell(state.current);
  const beat = setInterval(() => vscode.window.state.focused && void link.refresh(), heartbeat);
  own.add({ dispose: () => clearInterval(beat) });
  void registry.readHome().then(update);
  link.start();
  void signIn.resume();
  // What this editor may decide shows from the start; windows share it, so it is read again when one comes into use.
  const readPairing = async () =>
    existsSync(home.secretFile) && pairing.become(await (await signInServices()).editor.kept());
  void readPairing();
  own.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && void readPairing()));
  // Agents of this machine were connected before: they start what this version carries from now on.
  if (existsSync(join(home.folder, "bin"))) void agentsController().then((opened) => opened.keepUp());
}

/** What package.json's conditions go by. */
function tellContext({ phase, servers }: Snapshot): void {
  setContext(contextKeys.phase, phase);
  setContext(contextKeys.signedIn, phase === "signed-in");
  setContext(contextKeys.hasServers, servers !== null && servers.length > 0);
}

let reminding = false;

/** Once, however many servers an agent starts. */
async function remindToSignIn(): Promise<void> {
  if (reminding) return;
  reminding = true;
  const signIn = l10n.t("Sign In");
  const text = l10n.t("An agent wants to use a server of Drawbridge, and nobody is signed in.");
  const chosen = await vscode.window.showWarningMessage(text, signIn);
  reminding = false;
  if (chosen === signIn) await vscode.commands.executeCommand(commands.signIn);
}
