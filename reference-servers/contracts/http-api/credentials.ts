/** What a client sends with each request to prove who it is. */
import { currentOf, type Secret } from "../secret.ts";

/** One credential. A bound token makes a proof for exactly this request (RFC 9449). */
export interface Credential {
  headersFor(request: { readonly method: string; readonly url: URL }): Readonly<Record<string, string>>;
}

/** The WWW-Authenticate and Date headers of a 401. */
export interface CredentialRefusal {
  readonly challenge: string | null;
  readonly date: string | null;
}

export interface CredentialSource {
  current(): Promise<Credential> | Credential;
  /** The credential to send in place of `rejected` after a 401, once. Without this function, the 401 is the answer. */
  renewed?(rejected: Credential, refusal: CredentialRefusal): Promise<Credential>;
}

/** The same headers with every request. */
export const fixedHeaders = (headers: Readonly<Record<string, string>>): CredentialSource => ({
  current: () => ({ headersFor: () => headers }),
});

/** RFC 6750 §2.1. Each request carries the current value of the token, beside `headers`. */
export const bearer = (token: Secret, headers: Readonly<Record<string, string>> = {}): CredentialSource => ({
  current: () => ({ headersFor: () => ({ ...headers, authorization: `Bearer ${currentOf(token)}` }) }),
});

/** For routes that anyone may read. */
export const anonymous: CredentialSource = fixedHeaders({});
