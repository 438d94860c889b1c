/** What can go wrong with a sign-in in the editor, in words for the person. Everything else is the proxy's to say. */
import type { SignInErrorCode } from "@drawbridge/contracts/error-codes/sign-in";
import * as l10n from "@vscode/l10n";
import { SignInError } from "../../proxy/identity/errors.ts";
import { ProxyError } from "../../proxy/kernel/errors.ts";

/** The person, or another window, called it off: nothing to be told. */
export class Cancelled extends Error {}

export const twoPeople = (): Error =>
  new Error(
    l10n.t("The two steps of the sign-in named different people. Sign in again, and choose the same account twice."),
  );

export const notAllowed = (): Error => new Error(l10n.t("This editor was not allowed in the browser."));

/** What the command line would say names its own commands; the editor has buttons for those. */
const words: Readonly<Partial<Record<SignInErrorCode, () => string>>> = {
  "timed-out": () => l10n.t("Nobody finished the sign-in in time."),
  refused: () => l10n.t("Your company's sign-in said no."),
};

/** For a notification: what happened. The buttons beside it are the next step. */
export function toldOf(error: unknown): string {
  if (error instanceof SignInError) return words[error.code]?.() ?? error.message;
  if (error instanceof ProxyError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
