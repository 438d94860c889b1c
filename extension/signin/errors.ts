/** The editor's messages about a failed sign-in. All other messages come from the proxy. */
import type { SignInErrorCode } from "@drawbridge/contracts/error-codes/sign-in";
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import * as l10n from "@vscode/l10n";
import { SignInError } from "../../proxy/identity/errors.ts";
import { ProxyError } from "../../proxy/kernel/errors.ts";
import { editorMessage } from "../editor-message.ts";

/** The person or another window cancelled the sign-in, so there is no message. */
export class Cancelled extends Error {}

export const twoPeople = (): Error =>
  new Error(
    l10n.t("The two steps of the sign-in named different people. Sign in again, and choose the same account twice."),
  );

export const notAllowed = (): Error => new Error(l10n.t("This editor was not allowed in the browser."));

/** The editor's own texts for these codes. The command line's texts name its commands; the editor has buttons instead. */
const words: Readonly<Partial<Record<SignInErrorCode, () => string>>> = {
  "timed-out": () => l10n.t("The sign-in was not finished in time."),
  refused: () => l10n.t("Your company's sign-in said no."),
};

/** What happened, for a notification. The buttons beside it are the next step. */
export function messageOf(error: unknown): string {
  if (error instanceof SignInError) return words[error.code]?.() ?? editorMessage(error.message);
  if (error instanceof ProxyError) return editorMessage(error.message);
  // A system's own message names paths, and says nothing that a person can use.
  const code = systemErrorCode(error);
  if (code !== undefined)
    return l10n.t("Drawbridge could not do this: something failed that it did not expect ({0}).", code);
  return error instanceof Error ? error.message : String(error);
}
