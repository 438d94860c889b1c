/** The one place that registers the extension's commands. A test checks that no command is registered elsewhere. */
import * as vscode from "vscode";
import type { commands } from "../contributions.ts";
import type { Disposable } from "../disposables.ts";
import { type CommandUi, guarded } from "./guarded-command.ts";

type Command = (typeof commands)[keyof typeof commands];

const ui: CommandUi = {
  tell: async ({ text, next }) => (await vscode.window.showErrorMessage(text, next.label)) === next.label,
  execute: (command) => vscode.commands.executeCommand(command),
};

/** `run` may fail: the person then sees a message. */
export const registerCommand = (id: Command, run: (argument: unknown) => unknown): Disposable =>
  vscode.commands.registerCommand(id, guarded(id, run, ui));
