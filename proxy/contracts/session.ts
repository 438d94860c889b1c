/**
 * What the broker needs of its sign-in. `proxy/identity/session.ts` implements it (`openSession(home)`); the broker
 * and the relay know nothing else of OAuth.
 */
import type { WellKnown } from "@drawbridge/contracts/registry";
import type { BrokerStatus, HandedTokens } from "./control.ts";

/** A token, so held that it cannot slip into a log line or a message. */
export interface AccessToken {
  reveal(): string;
}

export interface Session {
  readonly state: BrokerStatus["session"];
  readonly user: BrokerStatus["user"];
  readonly accessUntil: BrokerStatus["accessUntil"];
  readonly secretStore: BrokerStatus["secretStore"];
  /** What the registry said of itself at sign-in; null before the first one. */
  readonly wellKnown: WellKnown | null;
  /**
   * A token for the edge's audience with enough life left for a call; refreshed first where it has not. Any number of
   * callers share one refresh. Throws ProxyError `not-signed-in`, `session-expired` or `unreachable`.
   */
  accessToken(): Promise<AccessToken>;
  /** A token other than `rejected`, which a server answered with 401: one refresh, however many callers saw the 401. */
  renewed(rejected: AccessToken): Promise<AccessToken>;
  signIn(wellKnown: WellKnown, tokens: HandedTokens): Promise<void>;
  signOut(): Promise<void>;
  /** Called after state, user or well-known changed; answers the way to stop listening. */
  onChange(listener: () => void): () => void;
  /** Ends timers; the session stays on disk. */
  close(): Promise<void>;
}
