/** Which registry is used: the one in the settings, else the one that an earlier sign-in left in this home. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Home } from "../../proxy/files/home.ts";
import { settings } from "../contributions.ts";
import type { Disposable } from "../disposables.ts";
import type { Memory } from "./recent-registries.ts";
import { isSameAddress } from "./same-address.ts";

export class RegistrySetting {
  readonly #home: Home;
  readonly #memory: Memory;
  #homeRegistry: string | null = null;

  constructor(home: Home, memory: Memory) {
    this.#home = home;
    this.#memory = memory;
  }

  get current(): string | null {
    return this.chosen ?? this.#homeRegistry;
  }

  /** The registry of the settings, or of the company's package; null where neither names one. */
  get chosen(): string | null {
    const value = vscode.workspace.getConfiguration().get<string>(settings.registryUrl, "").trim();
    return value === "" ? null : value;
  }

  /** Reads what an earlier sign-in left in the home. */
  async readHome(): Promise<void> {
    const { readConfiguration } = await import("../../proxy/identity/configuration.ts");
    this.#homeRegistry = (await readConfiguration(this.#home))?.registry ?? null;
  }

  onChange(listener: () => void): Disposable {
    return vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(settings.registryUrl)) listener();
    });
  }

  /**
   * The registry of the settings, where it is another one than `registry`, at which the session is. A company may have
   * preset another name of the same registry, so the registry itself is asked for its name.
   */
  async otherThan(registry: string): Promise<string | null> {
    const { chosen } = this;
    if (chosen === null || isSameAddress(chosen, registry)) return null;
    const named = await nameOf(chosen);
    return named !== null && isSameAddress(named, registry) ? null : chosen;
  }

  /** Whether a registry answers at the address. */
  async answers(address: string): Promise<boolean> {
    return (await nameOf(address)) !== null;
  }

  /** Asks the person for the registry and stores it; null where they close the question. */
  async ask(): Promise<string | null> {
    const [{ askRegistry }, recent] = await Promise.all([import("./registry-question.ts"), this.#recent()]);
    const registry = await askRegistry(this.current, recent.all);
    return registry !== null && (await this.store(registry)) ? registry : null;
  }

  /** A sign-in to this registry succeeded, so it is offered first the next time. */
  async used(registry: string): Promise<void> {
    await (await this.#recent()).use(registry);
  }

  /** Writes the setting. False where the editor cannot write it; the person has read why then. */
  async store(registry: string): Promise<boolean> {
    const configuration = vscode.workspace.getConfiguration();
    try {
      await configuration.update(settings.registryUrl, registry, vscode.ConfigurationTarget.Global);
      return true;
    } catch {
      // The editor does not write a settings file that it cannot parse.
      void offerSettings();
      return false;
    }
  }

  async #recent() {
    const { RecentRegistries } = await import("./recent-registries.ts");
    return new RecentRegistries(this.#memory);
  }
}

/** The address as the registry itself names it; null where no registry answers. */
async function nameOf(address: string): Promise<string | null> {
  const { discoverRegistry } = await import("../../proxy/identity/well-known.ts");
  return discoverRegistry(address).then(
    ({ registry }) => registry,
    () => null,
  );
}

async function offerSettings(): Promise<void> {
  const open = l10n.t("Open Settings");
  const text = l10n.t(
    "Your settings cannot be written, so the registry is as before. Fix them, then choose the registry again.",
  );
  if ((await vscode.window.showErrorMessage(text, open)) === open)
    await vscode.commands.executeCommand("workbench.action.openSettingsJson");
}
