/**
 * The failures of the local proxy. Callers branch on the code. The message is for a person or a model and says both
 * what happened and what to do next. Neither ever holds a token, an argument of a call, or personal data.
 */
import { tooOldSentence } from "@drawbridge/contracts/client-release";
import { type ProxyErrorCode, proxyErrors } from "@drawbridge/contracts/error-codes/proxy";
import { type ErrorDetails, ListedError } from "@drawbridge/contracts/errors";
import { version } from "./version.ts";

export class ProxyError extends ListedError<ProxyErrorCode> {
  override readonly name: string = "ProxyError";

  constructor(code: ProxyErrorCode, message: string, details: ErrorDetails = {}) {
    super(proxyErrors, code, message, details);
  }
}

export const notSignedIn = (): ProxyError =>
  new ProxyError("not-signed-in", "You are not signed in to Drawbridge. Run `drawbridge login`, then try again.");

/** `removedProvider`: the title of the identity provider that the company has removed; null for any other end. */
export const sessionExpired = (removedProvider: string | null = null): ProxyError =>
  new ProxyError(
    "session-expired",
    `Your Drawbridge session has ended${removedProvider === null ? "" : `: ${becauseRemoved(removedProvider)}`}. Sign in again: run \`drawbridge login\`, then try again.`,
  );

/** As `sessionExpired`, where the edge or the registry said that the provider reported a sign-out. */
export const signedOutAtProvider = (): ProxyError =>
  new ProxyError(
    "session-expired",
    "You were signed out at your company's identity provider. Sign in again: run `drawbridge login`, then try again.",
  );

/** Why a session ended whose identity provider is no longer in the registry's settings. */
export const becauseRemoved = (title: string): string =>
  `your company no longer uses the identity provider ${title} for Drawbridge`;

/** The registry serves only later releases than this one. `oldest` is the first of them. */
export const tooOld = (oldest: string): ProxyError => new ProxyError("bad-request", tooOldSentence(version, oldest));

/** Another broker has taken over, or is about to. This one does not renew a token any more. */
export const beingReplaced = (): ProxyError =>
  new ProxyError("unreachable", "Drawbridge's broker is just being replaced. Nothing ran. Call again.");
