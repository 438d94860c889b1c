/** Runs the sign-ins of a window: shows what each waits for, and says how it ended. The session decides what follows. */

import type { SignInErrorCode } from "@drawbridge/contracts/error-codes/sign-in";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { SignInError } from "../../proxy/identity/errors.ts";
import { unlinked } from "../link-free-text.ts";
import type { SignInFailure, SignInKind } from "../session/session-state.ts";
import type { AwaitedPairing } from "./awaited-pairing.ts";
import { Cancelled, messageOf } from "./errors.ts";
import { type Secrets, secretKeys } from "./secrets.ts";
import { shownIfLong } from "./shown-if-long.ts";
import type { EditorNames, SignInUi } from "./sign-in.ts";
import { SignInProgress } from "./sign-in-progress.ts";
import type { SignInServices } from "./sign-in-services.ts";

export interface SignInControllerParts {
  services(): Promise<SignInServices>;
  readonly secrets: Secrets;
  names(): EditorNames;
  endBrokerSession(): Promise<void>;
  /** Resolves when the window shows the broker's new state. */
  settled(): Promise<void>;
}

type Run = (ui: SignInUi, signal: AbortSignal) => Promise<void>;

/** What a running sign-in waits for. */
interface Running {
  readonly abort: AbortController;
  code: string | null;
  url: URL | null;
}

export class SignInController {
  readonly #parts: SignInControllerParts;
  #running: Running | null = null;

  constructor(parts: SignInControllerParts) {
    this.#parts = parts;
  }

  /** Null where it succeeded or was cancelled. Never throws. */
  async signIn(registry: string, kind: SignInKind): Promise<SignInFailure | null> {
    return this.#ended(async () => {
      const { signIn } = await this.#parts.services();
      await this.#accompanied((ui, signal) => signIn.run(registry, kind, ui, signal));
    });
  }

  /** Continues the sign-in of a window that was reloaded in the middle of it. */
  async resume(left: AwaitedPairing): Promise<SignInFailure | null> {
    return this.#ended(async () => {
      const { signIn } = await this.#parts.services();
      await this.#accompanied((ui, signal) => signIn.resume(left, ui, signal));
    });
  }

  /** The sign-in that a reload of the window interrupted; null where there is none. */
  async left(): Promise<AwaitedPairing | null> {
    if ((await this.#parts.secrets.get(secretKeys.awaitedPairing)) === undefined) return null;
    return (await this.#parts.services()).awaited.left();
  }

  cancel(): void {
    this.#running?.abort.abort();
  }

  /** Says what the running sign-in waits for, and opens its page again if the person wants that. */
  async show(): Promise<void> {
    const running = this.#running;
    const [open, cancel] = [l10n.t("Open the Page Again"), l10n.t("Cancel Sign-In")];
    const text =
      running?.code == null
        ? l10n.t("Drawbridge asks the registry for the sign-in. Its page opens in your browser in a moment.")
        : l10n.t("A sign-in waits for you in your browser. Type the code {0} there.", running.code);
    const ways = running?.url == null ? [cancel] : [open, cancel];
    const chosen = await vscode.window.showInformationMessage(text, ...ways);
    if (chosen === open && running?.url != null) await openExternally(running.url);
    if (chosen === cancel) running?.abort.abort();
  }

  async signOut(): Promise<void> {
    const { editor } = await this.#parts.services();
    await Promise.all([this.#parts.endBrokerSession(), editor.end()]);
    await this.#parts.settled();
  }

  async #ended(run: () => Promise<void>): Promise<SignInFailure | null> {
    try {
      await run();
      return null;
    } catch (error) {
      if (error instanceof Cancelled) return null;
      return { problem: problemOf(error), text: unlinked(messageOf(error)) };
    }
  }

  async #accompanied(run: Run): Promise<void> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: l10n.t("Signing in to Drawbridge"),
      cancellable: true,
    };
    const running: Running = { abort: new AbortController(), code: null, url: null };
    this.#running = running;
    try {
      const shown = new SignInProgress();
      const task = run(signInUiOf(this.#parts.names(), running, shown), running.abort.signal);
      await shownIfLong(task, shown.due, () =>
        vscode.window.withProgress(options, (report, token) => {
          token.onCancellationRequested(() => running.abort.abort());
          shown.showIn(report);
          return task;
        }),
      );
    } finally {
      if (this.#running === running) this.#running = null;
    }
    await this.#parts.settled();
  }
}

/** The codes after which another registry may help. */
const problems: Readonly<Partial<Record<SignInErrorCode, SignInFailure["problem"]>>> = {
  "bad-registry": "not-a-registry",
  "insecure-address": "not-a-registry",
  unreachable: "unreachable",
};

const problemOf = (error: unknown): SignInFailure["problem"] =>
  (error instanceof SignInError ? problems[error.code] : undefined) ?? "other";

function signInUiOf(names: EditorNames, running: Running, progress: SignInProgress): SignInUi {
  return {
    names,
    open: (url) => {
      running.url = url;
      void openExternally(url);
    },
    chooseProvider: async (providers, lastIssuer, signal) => {
      progress.update(l10n.t("choose your identity provider."));
      const { askProvider } = await import("./provider-question.ts");
      const issuer = await askProvider(providers, lastIssuer, signal);
      if (issuer !== null) progress.update(l10n.t("finish in your browser."));
      return issuer;
    },
    showCode: (code) => {
      running.code = code;
      progress.update(l10n.t("type the code {0} in your browser.", code));
    },
  };
}

async function openExternally(url: URL): Promise<void> {
  if (await vscode.env.openExternal(vscode.Uri.parse(url.href, true))) return;
  const copy = l10n.t("Copy Address");
  const text = l10n.t("Your browser was not opened. Open the sign-in's address yourself, in any browser.");
  if ((await vscode.window.showWarningMessage(text, copy)) === copy) await vscode.env.clipboard.writeText(url.href);
}
