/** Sign-in in a window: the account, its commands, and whether this editor is paired. */
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { registerCommand } from "../commands/register.ts";
import { commands } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import { Session } from "../session/session.ts";
import { sessionActions } from "../session/session-actions.ts";
import { factsOf } from "../session/session-facts.ts";
import { manageTrust } from "../session/session-messages.ts";
import type { SessionFacts } from "../session/session-state.ts";
import type { Window } from "../window.ts";
import { registerAccount } from "./account.ts";
import type { AwaitedPairing } from "./awaited-pairing.ts";
import { type Paired, PairingState } from "./pairing-state.ts";
import { SignInController } from "./sign-in-controller.ts";
import type { SignInServices } from "./sign-in-services.ts";
import { inTurn } from "./window-turn.ts";

export interface SignInFeature extends Disposable {
  readonly pairing: PairingState;
  readonly session: Session;
  /** Loads the services at the first call. */
  services(): Promise<SignInServices>;
  /** Continues a sign-in that a reload of the window interrupted, and reads whether this editor is paired. */
  start(): void;
}

export function registerSignIn(window: Window): SignInFeature {
  const { state, context, home } = window;
  const own = new Disposables();
  const pairing = own.add(new PairingState());
  const services = signInServices(window, pairing);
  const signIn = new SignInController({
    services,
    secrets: context.secrets,
    names: () => ({
      editor: vscode.env.appName,
      host: hostname(),
      folder: vscode.workspace.workspaceFolders?.[0]?.name || null,
    }),
    endBrokerSession: async () => {
      await window.link.ask((broker) => broker.request("signOut"));
    },
    settled: () => window.link.refresh(),
  });
  let left: AwaitedPairing | null = null;
  const session = new Session(
    present(window),
    sessionActions(window, signIn, () => left),
  );
  const learn = (): void => void session.dispatch({ type: "facts", facts: present(window) });
  own.add(state.onChange(learn));
  own.add(vscode.workspace.onDidGrantWorkspaceTrust(learn));
  own.add(vscode.window.onDidChangeWindowState(learn));
  own.add(
    state.onChange(({ phase, registry }, before) => {
      if (phase === "signed-in" && registry !== null && (before.phase !== phase || before.registry !== registry))
        void window.registry.used(registry);
    }),
  );
  own.add(
    registerAccount(state, {
      signIn: async () => {
        await session.click("sign-in");
        if (state.current.phase !== "signed-in") throw new Error(l10n.t("You did not sign in to Drawbridge."));
      },
      // Runs the command, because the command shows a proper message where it fails. The menu would show the raw error.
      signOut: async () => {
        await vscode.commands.executeCommand(commands.signOut);
      },
    }),
  );
  const command: typeof registerCommand = (id, run) => own.add(registerCommand(id, run));
  command(commands.signIn, () => session.click("sign-in"));
  command(commands.setRegistry, () => session.click("choose-registry"));
  command(commands.switchAccount, () => session.click("switch-account"));
  command(commands.pairEditor, () => session.click("allow-editor"));
  command(commands.signOut, () => session.click("sign-out"));
  command(commands.manageTrust, () => vscode.commands.executeCommand(manageTrust));
  command(commands.tryQuery, () => session.click("try-query"));
  const readPairing = async (): Promise<void> => {
    let stored: Paired | null | undefined;
    try {
      if (existsSync(home.secretFile)) stored = await (await services()).editor.stored();
    } finally {
      // Where it could not be read, what this window already knows stays.
      pairing.become(stored === undefined ? pairing.current : stored);
    }
  };
  const resume = async (): Promise<void> => {
    left = await signIn.left();
    if (left !== null) await session.dispatch({ type: "resumed", registry: left.wellKnown.registry });
  };
  return {
    pairing,
    session,
    services,
    start: () => {
      void resume();
      // Windows share the pairing, so a window reads it again when it gets the focus.
      void readPairing();
      own.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && void readPairing()));
    },
    dispose: () => own.dispose(),
  };
}

const present = ({ state }: Window): SessionFacts =>
  factsOf(state.current, { trusted: vscode.workspace.isTrusted, focused: vscode.window.state.focused });

/** The services of the sign-in. They are loaded once, at the first use. */
function signInServices({ context, home, link, state }: Window, pairing: PairingState): () => Promise<SignInServices> {
  let opened: Promise<SignInServices> | null = null;
  return () => {
    opened ??= import("./sign-in-services.ts").then(({ createSignInServices }) =>
      createSignInServices({
        secrets: context.secrets,
        key: `editor at ${hostname()}:${home.folder}`,
        inTurn: (task) => inTurn(join(home.folder, "sign-in.turn"), task),
        now: Date.now,
        fetch: globalThis.fetch,
        handToBroker: (wellKnown, tokens, issuer) =>
          link.ask((broker) => broker.request("signIn", { wellKnown, tokens, issuer })),
        brokerIssuer: () => link.view.status?.issuer ?? null,
        lastIssuer: async () => (await import("../../proxy/identity/configuration.ts")).lastIssuerOf(home),
        brokerUser: () => state.current.user?.name ?? null,
        paired: (stored) => pairing.become(stored),
      }),
    );
    return opened;
  };
}
