/** The message about a command that failed, and the one next step that it offers. Pure. */

import type { KnownCode } from "@drawbridge/contracts/error-codes/known";
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { SignInError } from "../../proxy/identity/errors.ts";
import { failureOf } from "../../proxy/terminal/failure.ts";
import { BrokerUnavailable } from "../broker/unavailable-error.ts";
import { commands } from "../contributions.ts";
import { editorMessage } from "../editor-message.ts";
import { unlinked } from "../link-free-text.ts";
import { Cancelled, messageOf } from "../signin/errors.ts";

/** `again` runs the same command again. */
export type NextStep = { readonly label: string; readonly command: string | "again" };

export interface FailureMessage {
  readonly text: string;
  readonly next: NextStep;
}

const signIn = (): NextStep => ({ label: l10n.t("Sign In"), command: commands.signIn });
const retry = (): NextStep => ({ label: l10n.t("Retry"), command: "again" });
const diagnose = (): NextStep => ({ label: l10n.t("Diagnose"), command: commands.diagnose });

/** Next steps for the codes (of ProxyError, SignInError and AgentsError) about which Diagnose would say nothing more. */
const nextSteps: Readonly<Record<string, () => NextStep>> = {
  "not-signed-in": signIn,
  "session-expired": signIn,
  unreachable: retry,
  "timed-out": retry,
  refused: retry,
  "bad-upstream": retry,
  "changed-meanwhile": retry,
} satisfies Readonly<Partial<Record<KnownCode, () => NextStep>>>;

/** The editor's own texts for these codes. The command line's texts name its commands; the editor has buttons instead. */
const words: Readonly<Record<string, () => string>> = {
  "not-signed-in": () => l10n.t("You are not signed in to Drawbridge."),
  "session-expired": () => l10n.t("Your Drawbridge session has ended."),
} satisfies Readonly<Partial<Record<KnownCode, () => string>>>;

/**
 * Errors of our own keep their message, which holds no secret. Of any other error only the kind is shown, because its
 * message may hold anything. Null where the person cancelled. `id` is the command's id: a failed Diagnose does not offer
 * Diagnose.
 */
export function failureMessage(error: unknown, id: string): FailureMessage | null {
  if (error instanceof Cancelled) return null;
  const { code, message } = failureOf(error);
  const next = error instanceof BrokerUnavailable ? diagnose() : (nextSteps[code] ?? diagnose)();
  return {
    text:
      code === "internal"
        ? l10n.t("Drawbridge could not do this: something failed that it did not expect ({0}).", kindOf(error))
        : (words[code]?.() ??
          unlinked(oneLine(error instanceof SignInError ? messageOf(error) : editorMessage(message)))),
    next: next.command === id ? retry() : next,
  };
}

/** The system's code (ENOENT) or the error's class. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = systemErrorCode(error) ?? "";
  return /^[A-Z_]{2,40}$/.test(code) ? code : error.constructor.name;
}
