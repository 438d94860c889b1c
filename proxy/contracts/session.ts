/**
 * What the broker needs from its sign-in. `proxy/identity/session.ts` implements it (`openSession(home)`). The broker
 * and the relay know nothing else of OAuth.
 */
import type { WellKnown } from "@drawbridge/contracts/registry";
import type { BrokerStatus, HandedTokens } from "./control.ts";

/** A token, wrapped so that it cannot get into a log line or a message by mistake. */
export interface AccessToken {
  reveal(): string;
  /**
   * The headers with which exactly this request carries the token. A bound token needs a proof, which is valid for one
   * request.
   */
  headersFor(request: { readonly method: string; readonly url: URL }): Readonly<Record<string, string>>;
}

/** What a 401 said: its WWW-Authenticate and Date headers. */
export interface TokenRefusal {
  readonly challenge: string | null;
  readonly date: string | null;
}

export interface Session {
  readonly state: BrokerStatus["session"];
  readonly user: BrokerStatus["user"];
  readonly accessUntil: BrokerStatus["accessUntil"];
  readonly secretStore: BrokerStatus["secretStore"];
  /** Whether its tokens are bound to a key. */
  readonly bound: boolean;
  /** The identity provider of the sign-in; null if no user is signed in. */
  readonly issuer: string | null;
  /** The title of the identity provider whose removal by the company ended the session; null if none did. */
  readonly removedProvider: string | null;
  /** What the registry said of itself at sign-in; null before the first sign-in. */
  readonly wellKnown: WellKnown | null;
  /**
   * A token for the edge's audience with enough life left for a call. A token that has too little is refreshed first.
   * Any number of callers share one refresh. Throws ProxyError `not-signed-in`, `session-expired` or `unreachable`.
   */
  accessToken(): Promise<AccessToken>;
  /**
   * What to try in place of `rejected`, a token that a server answered with 401. In general it is another token, by one
   * refresh for all callers that saw the 401. If `refusal` was only about the proof, it is the same token, whose next
   * proof has the right time.
   */
  renewed(rejected: AccessToken, refusal?: TokenRefusal): Promise<AccessToken>;
  /**
   * Tries the token at the registry, then keeps the sign-in in place of the one before. Throws ProxyError `not-allowed`
   * if the registry refuses the token; then nothing changes. `issuer` is the provider that issued the tokens; left out,
   * it is the first one.
   */
  signIn(wellKnown: WellKnown, tokens: HandedTokens, issuer?: string): Promise<void>;
  signOut(): Promise<void>;
  /** Reads the well-known document again in the background, unless it was read in the last seconds. */
  reread(): void;
  /**
   * Calls `listener` after the state, the user or the well-known document changed. Returns the function that stops it.
   */
  onChange(listener: () => void): () => void;
  /** Ends the timers. The session stays on disk. */
  close(): Promise<void>;
}
