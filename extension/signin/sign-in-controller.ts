/** Signs a person in and out in a window: asks for missing input, shows what it waits for, and says what went wrong. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { unlinked } from "../unlinked.ts";
import { Cancelled, messageOf } from "./errors.ts";
import { type Secrets, secretKeys } from "./secrets.ts";
import type { EditorNames, SignInKind, SignInUi } from "./sign-in.ts";
import type { SignInServices } from "./sign-in-services.ts";

export interface SignInControllerParts {
  services(): Promise<SignInServices>;
  readonly secrets: Secrets;
  names(): EditorNames;
  /** The registry to sign in to. Asks the person where none is set; null where they close the question. */
  registry(): Promise<string | null>;
  endBrokerSession(): Promise<void>;
  /** Resolves when the window shows the broker's new state. */
  settled(): Promise<void>;
}

type Report = vscode.Progress<{ message?: string }>;
type Run = (ui: SignInUi, signal: AbortSignal) => Promise<void>;

export class SignInController {
  readonly #parts: SignInControllerParts;
  #running: Promise<boolean> | null = null;

  constructor(parts: SignInControllerParts) {
    this.#parts = parts;
  }

  /**
   * Resolves with whether the sign-in succeeded. `pair`: the signed-in user allows this editor again, and the broker keeps
   * its session. Only one sign-in runs at a time: a second request joins the first.
   */
  signIn(kind: SignInKind = "sign-in"): Promise<boolean> {
    return this.#once(async () => {
      const registry = await this.#parts.registry();
      return registry === null ? false : this.#try(registry, kind);
    });
  }

  async signOut(): Promise<void> {
    const { editor } = await this.#parts.services();
    await Promise.all([this.#parts.endBrokerSession(), editor.end()]);
    await this.#parts.settled();
  }

  /** Continues the sign-in of a window that was reloaded in the middle of it. */
  async resume(): Promise<void> {
    if ((await this.#parts.secrets.get(secretKeys.awaitedPairing)) === undefined) return;
    const { awaited, signIn } = await this.#parts.services();
    const left = await awaited.left();
    if (left === null) return;
    await this.#once(() => this.#accompanied((ui, signal) => signIn.resume(left, ui, signal)).catch(() => false));
  }

  #once(run: () => Promise<boolean>): Promise<boolean> {
    this.#running ??= run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #try(registry: string, kind: SignInKind): Promise<boolean> {
    try {
      const { signIn } = await this.#parts.services();
      return await this.#accompanied((ui, signal) => signIn.run(registry, kind, ui, signal));
    } catch (error) {
      if (error instanceof Cancelled) return false;
      const [again, diagnose] = [l10n.t("Try Again"), l10n.t("Diagnose")];
      const text = l10n.t("Signing in to Drawbridge did not work. {0}", messageOf(error));
      const chosen = await vscode.window.showErrorMessage(unlinked(text), again, diagnose);
      if (chosen === again) return this.#try(registry, kind);
      if (chosen === diagnose) void vscode.commands.executeCommand(commands.diagnose);
      return false;
    }
  }

  async #accompanied(run: Run): Promise<boolean> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: l10n.t("Signing in to Drawbridge"),
      cancellable: true,
    };
    await vscode.window.withProgress(options, async (report, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      report.report({ message: l10n.t("finish in your browser.") });
      await run(signInUiOf(this.#parts.names(), report), abort.signal);
    });
    await this.#parts.settled();
    return true;
  }
}

function signInUiOf(names: EditorNames, report: Report): SignInUi {
  return {
    names,
    open: (url) => void openExternally(url),
    showCode: (code) => report.report({ message: l10n.t("type the code {0} in your browser.", code) }),
  };
}

async function openExternally(url: URL): Promise<void> {
  if (await vscode.env.openExternal(vscode.Uri.parse(url.href, true))) return;
  const copy = l10n.t("Copy Address");
  const text = l10n.t("Your browser was not opened. Open the sign-in's address yourself, in any browser.");
  if ((await vscode.window.showWarningMessage(text, copy)) === copy) await vscode.env.clipboard.writeText(url.href);
}
