/**
 * What the broker needs of its sign-in. `proxy/identity/session.ts` implements it (`openSession(home)`); the broker
 * and the relay know nothing else of OAuth.
 */
import type { WellKnown } from "@drawbridge/contracts/registry";
import type { BrokerStatus, HandedTokens } from "./control.ts";

/** A token, so held that it cannot slip into a log line or a message. */
export interface AccessToken {
  reveal(): string;
  /** The headers with which exactly this request carries it: a bound token goes with a proof that serves once. */
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
  /** What the registry said of itself at sign-in; null before the first one. */
  readonly wellKnown: WellKnown | null;
  /**
   * A token for the edge's audience with enough life left for a call; refreshed first where it has not. Any number of
   * callers share one refresh. Throws ProxyError `not-signed-in`, `session-expired` or `unreachable`.
   */
  accessToken(): Promise<AccessToken>;
  /**
   * What to try in the place of `rejected`, which a server answered with 401: another token, by one refresh, however many
   * callers saw the 401; the same one, with a proof that is right now, where `refusal` was for the proof alone.
   */
  renewed(rejected: AccessToken, refusal?: TokenRefusal): Promise<AccessToken>;
  signIn(wellKnown: WellKnown, tokens: HandedTokens): Promise<void>;
  signOut(): Promise<void>;
  /** Called after state, user or well-known changed; answers the way to stop listening. */
  onChange(listener: () => void): () => void;
  /** Ends timers; the session stays on disk. */
  close(): Promise<void>;
}
