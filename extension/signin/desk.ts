/** Where signing in and out happens in a window: asks what is missing, shows what is waited for, says what went wrong. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { DevicePrompt } from "../../proxy/identity/device.ts";
import { commands, extensionId } from "../contributions.ts";
import { unlinked } from "../unlinked.ts";
import type { Callbacks } from "./callbacks.ts";
import { Cancelled, toldOf } from "./errors.ts";
import { type FlowName, flowsFor } from "./flows.ts";
import type { Office } from "./office.ts";
import { type Secrets, secretKeys } from "./secrets.ts";
import type { Companion } from "./sign-in.ts";

export interface DeskParts {
  office(): Promise<Office>;
  readonly secrets: Secrets;
  readonly callbacks: Callbacks;
  /** The registry to sign in to; asks the person where none is set. Null where they leave it. */
  registry(): Promise<string | null>;
  endBrokerSession(): Promise<void>;
  /** Resolves when the window shows what the broker says now. */
  settled(): Promise<void>;
}

type Report = vscode.Progress<{ message?: string }>;
type Run = (companion: Companion, signal: AbortSignal) => Promise<unknown>;

export class SignInDesk {
  readonly #parts: DeskParts;
  #running: Promise<boolean> | null = null;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** Whether somebody is signed in after it. One at a time: a second request joins the first. */
  signIn(): Promise<boolean> {
    return this.#once(async () => {
      const registry = await this.#parts.registry();
      return registry === null ? false : this.#try(registry, flowsFor(host()));
    });
  }

  async signOut(): Promise<void> {
    const { approver } = await this.#parts.office();
    await Promise.all([this.#parts.endBrokerSession(), approver.end()]);
    await this.#parts.settled();
  }

  /** Goes on with the trip of a window that was reloaded in the middle of it. */
  async resume(): Promise<void> {
    if ((await this.#parts.secrets.get(secretKeys.awaitedTrip)) === undefined) return;
    const { trips, signIn } = await this.#parts.office();
    const trip = await trips.left();
    if (trip === null) return;
    if (host().web) {
      // A page that was loaded anew is not told of callbacks that the one before asked for.
      const again = l10n.t("Continue");
      const text = l10n.t("This window was reloaded while you were signing in to Drawbridge.");
      if ((await vscode.window.showInformationMessage(text, again)) === again) await this.signIn();
      return;
    }
    await this.#once(() =>
      this.#accompanied((companion, signal) => signIn.resume(trip, companion, signal)).catch(() => false),
    );
  }

  #once(run: () => Promise<boolean>): Promise<boolean> {
    this.#running ??= run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #try(registry: string, [flow, ...others]: readonly FlowName[]): Promise<boolean> {
    if (flow === undefined) return false;
    try {
      const { signIn } = await this.#parts.office();
      return await this.#accompanied((companion, signal) => signIn.run(registry, flow, companion, signal));
    } catch (error) {
      if (error instanceof Cancelled) return false;
      const [again, another, diagnose] = [l10n.t("Try Again"), l10n.t("Sign In Another Way"), l10n.t("Diagnose")];
      const offered = [again, ...(others.length > 0 ? [another] : []), diagnose];
      const text = l10n.t("Signing in to Drawbridge did not work. {0}", toldOf(error));
      const chosen = await vscode.window.showErrorMessage(unlinked(text), ...offered);
      if (chosen === again) return this.#try(registry, [flow, ...others]);
      if (chosen === another) return this.#try(registry, others);
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
      await run(companionOf(this.#parts.callbacks, report), abort.signal);
    });
    await this.#parts.settled();
    return true;
  }
}

function companionOf(callbacks: Callbacks, report: Report): Companion {
  return {
    open: (url) => void openExternally(url),
    showCode: (prompt, step) => void showCode(prompt, step, report),
    callback: async () => {
      const uri = vscode.Uri.parse(`${vscode.env.uriScheme}://${extensionId}/signed-in`);
      return (await vscode.env.asExternalUri(uri)).toString(true);
    },
    callbacks: (signal) => callbacks.from(signal),
  };
}

async function openExternally(url: URL): Promise<void> {
  if (await vscode.env.openExternal(vscode.Uri.parse(url.href, true))) return;
  const copy = l10n.t("Copy Address");
  const text = l10n.t("Your browser was not opened. Open the sign-in's address yourself.");
  if ((await vscode.window.showWarningMessage(text, copy)) === copy) await vscode.env.clipboard.writeText(url.href);
}

async function showCode({ url, code, directUrl }: DevicePrompt, step: number, report: Report): Promise<void> {
  report.report({ message: l10n.t("step {0} of 2: enter {1} at {2}", step, code, url) });
  const open = l10n.t("Copy Code and Open");
  const text = l10n.t("Step {0} of 2: enter the code {1} at {2} in any browser.", step, code, url);
  if ((await vscode.window.showInformationMessage(text, open)) !== open) return;
  await vscode.env.clipboard.writeText(code);
  await openExternally(new URL(directUrl ?? url));
}

const host = () => ({
  remote: vscode.env.remoteName !== undefined,
  web: vscode.env.uiKind === vscode.UIKind.Web,
  scheme: vscode.env.uriScheme,
});
