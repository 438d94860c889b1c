/** What the session of a window shows and does, by the editor's API. */
import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { unlinked } from "../link-free-text.ts";
import { firstTool, runnableTools } from "../run/runnable-tools.ts";
import type { AwaitedPairing } from "../signin/awaited-pairing.ts";
import type { SignInController } from "../signin/sign-in-controller.ts";
import { showUnasked } from "../unasked-message.ts";
import type { Window } from "../window.ts";
import type { SessionActions } from "./session.ts";

/** `left` is the sign-in that a reload of the window interrupted. */
export const sessionActions = (
  { registry, state }: Window,
  signIn: SignInController,
  left: () => AwaitedPairing | null,
): SessionActions => ({
  chooseRegistry: () => registry.ask(),
  keepRegistry: async (address) => {
    await registry.store(address);
  },
  signIn: (address, kind) => signIn.signIn(address, kind),
  resumeSignIn: async () => {
    const interrupted = left();
    return interrupted === null ? null : signIn.resume(interrupted);
  },
  cancelSignIn: () => signIn.cancel(),
  showSignIn: () => signIn.show(),
  signOut: () => signIn.signOut(),
  // Without a tool that suits a first try, the command asks which tool to run.
  runQuery: async () => {
    const first = firstTool(runnableTools(state.current.servers ?? []));
    const subject = first === undefined ? [] : [{ server: first.server.name, tool: first.tool.name }];
    await vscode.commands.executeCommand(commands.runTool, ...subject);
  },
  execute: async (command) => {
    await vscode.commands.executeCommand(command);
  },
  message: async ({ kind, text, ways }) => {
    const { showErrorMessage, showInformationMessage, showWarningMessage } = vscode.window;
    const show = { error: showErrorMessage, information: showInformationMessage, warning: showWarningMessage }[kind];
    return (await show(unlinked(text), ...ways.map(({ label }) => label))) ?? null;
  },
  unaskedMessage: async ({ kind, text, ways }) =>
    (await showUnasked(kind, unlinked(text), ...ways.map(({ label }) => label))) ?? null,
  confirmSwitch: async ({ text, move, stay }, clicked) => {
    const chosen = clicked
      ? await vscode.window.showInformationMessage(unlinked(text), { modal: true }, move, stay)
      : await showUnasked("information", unlinked(text), move, stay);
    if (chosen === move) return "move";
    return chosen === stay ? "stay" : null;
  },
});
