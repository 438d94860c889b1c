/**
 * The closed set of failures of the local proxy. Callers branch on the code; the message is for a person or a model
 * and always says what to do next. Neither ever holds a token, an argument of a call, or personal data.
 */

/**
 * `may-have-run`: a call went out and its answer was lost. Every other code says that the call did not run;
 * `approval-pending`, that it may once a person has decided.
 */
export type ProxyErrorCode =
  | "not-signed-in"
  | "session-expired"
  | "not-allowed"
  | "unknown-server"
  | "unreachable"
  | "may-have-run"
  | "timed-out"
  | "approval-pending"
  | "bad-upstream"
  | "bad-request";

export class ProxyError extends Error {
  readonly code: ProxyErrorCode;

  constructor(code: ProxyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ProxyError";
    this.code = code;
  }
}

export const notSignedIn = (): ProxyError =>
  new ProxyError("not-signed-in", "You are not signed in to Drawbridge. Run `drawbridge login`, then try again.");

export const sessionExpired = (cause?: unknown): ProxyError =>
  new ProxyError(
    "session-expired",
    "Your Drawbridge session has ended. Sign in again: run `drawbridge login`, then try again.",
    { cause },
  );

/** Another broker has taken over, or is about to: this one renews no token any more. */
export const beingReplaced = (): ProxyError =>
  new ProxyError("unreachable", "Drawbridge's broker is just being replaced. Nothing ran. Call again.");
