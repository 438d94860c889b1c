/**
 * What can go wrong while signing in. Callers branch on the code. The message is for the person and says what to do
 * next. An error of the OAuth library is never kept as a cause, because it holds a response, which may hold tokens.
 */
import { type SignInErrorCode, signInErrors } from "@drawbridge/contracts/error-codes/sign-in";
import { type ErrorDetails, ListedError } from "@drawbridge/contracts/errors";
import { quoted } from "@drawbridge/contracts/visible-text";

export class SignInError extends ListedError<SignInErrorCode> {
  override readonly name: string = "SignInError";

  constructor(code: SignInErrorCode, message: string, details: ErrorDetails = {}) {
    super(signInErrors, code, message, details);
  }
}

export const badRegistry = (url: string, why: string): SignInError =>
  new SignInError(
    "bad-registry",
    `${url} does not answer as a Drawbridge registry (${why}). Check the address with the operator of Drawbridge at your company.`,
  );

export const insecureAddress = (what: string, url: string): SignInError =>
  new SignInError(
    "insecure-address",
    `The ${what} ${url} is not https. Tokens go over https only, or to this machine itself; ask for its https address.`,
  );

/** `cause` is an error of the connection, never one of the OAuth library. */
export const unreachable = (what: string, url: string, why: string, cause?: unknown): SignInError =>
  new SignInError(
    "unreachable",
    `The ${what} ${url} cannot be reached (${why}). Check your network or VPN, then try again; \`drawbridge doctor\` looks closer.`,
    { cause },
  );

export const refused = (issuer: string, why: string): SignInError =>
  new SignInError(
    "refused",
    `The identity provider ${issuer} refused the sign-in (${why}). Try \`drawbridge login\` again; if it fails again, show this line to the operator of the identity provider.`,
  );

/** RFC 8707 §2: the provider does not take the audience that the sign-in asked for. A setting of the registry names it. */
export const resourceRefused = (issuer: string, why: string): SignInError =>
  new SignInError(
    "resource-refused",
    `The identity provider ${issuer} refused the sign-in (${why}): it does not accept the parameter \`resource\` that Drawbridge sent. Another sign-in does not help. Ask the operator of Drawbridge at your company to leave it out, with "broker": { "resource": null } in DRAWBRIDGE_IDENTITY_PROVIDERS, or to name another one there.`,
  );

/** OpenID Connect Discovery 1.0 §4.3: metadata of another issuer is not used. A setting of the registry names the issuer. */
export const otherIssuer = (issuer: string): SignInError =>
  new SignInError(
    "refused",
    `The identity provider at ${issuer} has another issuer in its metadata. Another sign-in does not help. Ask the operator of Drawbridge at your company to write the setting \`issuer\` of DRAWBRIDGE_IDENTITY_PROVIDERS exactly as the metadata has it.`,
  );

/** `lines` name each provider. `name` is what the person typed; undefined if they typed none. */
export const chooseProvider = (name: string | undefined, lines: readonly string[]): SignInError =>
  new SignInError(
    "choose-provider",
    [
      `${name === undefined ? "Your company has several identity providers" : `Your company has no identity provider ${quoted(name, 80)}`}. Sign in with one of these:`,
      ...lines.map((line) => `  ${line}`),
    ].join("\n"),
  );

/** `by` names the program that listens at the port, or how to find it. */
export const portInUse = (port: number, by: string): SignInError =>
  new SignInError(
    "port-in-use",
    `The browser must come back to port ${port} of this machine, because your company's identity provider allows no other one, and ${by}. End that program and try again, or run \`drawbridge login --device\`.`,
  );

export const signInTimedOut = (): SignInError =>
  new SignInError("timed-out", "The sign-in was not finished in time. Run `drawbridge login` again.");

export const unsupported = (issuer: string, what: string, instead: string): SignInError =>
  new SignInError("unsupported", `The identity provider ${issuer} does not offer ${what}. ${instead}`);

export const notADevProvider = (issuer: string): SignInError =>
  new SignInError(
    "not-a-dev-provider",
    `--as works with the development identity provider alone, and ${issuer} does not say that it is one. Run \`drawbridge login\` without --as.`,
  );
