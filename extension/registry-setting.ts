/** Which registry is used: the one in the settings, else the one that an earlier sign-in left in this home. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Home } from "../proxy/files/home.ts";
import { settings } from "./contributions.ts";
import type { Disposable } from "./disposables.ts";
import { messageOf } from "./signin/errors.ts";

export class RegistrySetting {
  readonly #home: Home;
  #known: string | null = null;

  constructor(home: Home) {
    this.#home = home;
  }

  get current(): string | null {
    return this.#set() ?? this.#known;
  }

  /** Reads what an earlier sign-in left in the home. */
  async readHome(): Promise<void> {
    const { readConfiguration } = await import("../proxy/identity/configuration.ts");
    this.#known = (await readConfiguration(this.#home))?.registry ?? null;
  }

  onChange(listener: () => void): Disposable {
    return vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(settings.registryUrl)) listener();
    });
  }

  /** Asks the person for the registry; null where they close the question. */
  async ask(): Promise<string | null> {
    const { registryAddress } = await import("../proxy/identity/well-known.ts");
    const typed = await vscode.window.showInputBox({
      title: l10n.t("Your Company's Registry"),
      prompt: l10n.t("The one address of Drawbridge at your company. The operator of Drawbridge there knows it."),
      placeHolder: "https://drawbridge.example.com",
      value: this.current ?? "",
      ignoreFocusOut: true,
      validateInput: (text) => wrongWith(text, registryAddress),
    });
    if (typed === undefined || typed.trim() === "") return null;
    const url = registryAddress(typed.trim()).href.replace(/\/$/, "");
    try {
      await vscode.workspace.getConfiguration().update(settings.registryUrl, url, vscode.ConfigurationTarget.Global);
      return url;
    } catch {
      // The editor does not write a settings file that it cannot parse.
      const open = l10n.t("Open Settings");
      const text = l10n.t(
        "Your settings cannot be written, so the registry is as before. Fix them, then choose the registry again.",
      );
      if ((await vscode.window.showErrorMessage(text, open)) === open)
        await vscode.commands.executeCommand("workbench.action.openSettingsJson");
      return null;
    }
  }

  #set(): string | null {
    const value = vscode.workspace.getConfiguration().get<string>(settings.registryUrl, "").trim();
    return value === "" ? null : value;
  }
}

function wrongWith(typed: string, read: (typed: string) => URL): string | null {
  if (typed.trim() === "") return null;
  try {
    read(typed.trim());
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
