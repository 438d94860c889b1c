/**
 * The only place that gives out access tokens, and the only one that refreshes them. Any number of callers share one
 * refresh. A rotated token is on disk before a caller gets it, because the old one is no longer valid by then.
 */
import { beingReplaced, ProxyError, sessionExpired } from "../kernel/errors.ts";
import type { Secret } from "./secret.ts";
import type { Tokens } from "./tokens.ts";

export interface TokenSourceParts {
  /** Milliseconds since 1970. */
  now(): number;
  /** Asks the provider for new tokens. Throws ProxyError: `session-expired` ends the source, `unreachable` may pass. */
  refresh(refreshToken: Secret): Promise<Tokens>;
  /** Resolves when the tokens are on disk. */
  keep(tokens: Tokens): Promise<void>;
  /** Called once, when the refresh token is no longer valid. */
  ended(): Promise<void>;
}

/**
 * A call should not start with a token that expires during it. So a token is renewed this long before it expires, or in
 * the last fifth of its life if that is shorter.
 */
const earlyMs = 60_000;
const earlyShare = 0.2;

/** After a failed refresh, the provider is not asked again within this time as long as the token is valid. */
const pauseMs = 5_000;

export class TokenSource {
  readonly #parts: TokenSourceParts;
  #tokens: Tokens;
  /**
   * Tokens that were refreshed but are not yet on disk. The next try stores them first, because the provider no longer
   * accepts the old token.
   */
  #unkept: Tokens | null = null;
  #refreshing: Promise<Secret> | null = null;
  #pausedUntil = 0;
  #ended = false;
  #closed = false;

  constructor(tokens: Tokens, parts: TokenSourceParts) {
    this.#tokens = tokens;
    this.#parts = parts;
  }

  get tokens(): Tokens {
    return this.#tokens;
  }

  /** Returns a token that is good for a call. Throws `session-expired` (at once if that is known) or `unreachable`. */
  async accessToken(): Promise<Secret> {
    if (this.#ended) throw sessionExpired();
    const now = this.#parts.now();
    const { accessToken, expiresAt } = this.#tokens;
    if (now < renewalAt(this.#tokens)) return accessToken;
    if (now >= expiresAt) return this.#renew();
    if (now < this.#pausedUntil) return accessToken;
    try {
      return await this.#renew();
    } catch (error) {
      if (!(error instanceof ProxyError) || error.code === "session-expired") throw error;
      this.#pausedUntil = this.#parts.now() + pauseMs;
      return accessToken;
    }
  }

  /**
   * Returns a token other than `rejected`: the current one if another caller has renewed it already, else a new one by
   * one refresh.
   */
  async renewed(rejected: { reveal(): string }): Promise<Secret> {
    if (this.#ended) throw sessionExpired();
    if (this.#tokens.accessToken.reveal() !== rejected.reveal()) return this.accessToken();
    return this.#renew();
  }

  /** Stops renewing, so that another process may renew. Resolves when a running refresh has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#refreshing?.catch(() => {});
  }

  #renew(): Promise<Secret> {
    if (this.#closed && this.#refreshing === null) return Promise.reject(beingReplaced());
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<Secret> {
    try {
      this.#unkept ??= await this.#parts.refresh(this.#tokens.refreshToken);
    } catch (error) {
      if (error instanceof ProxyError && error.code === "session-expired") {
        this.#ended = true;
        await this.#parts.ended();
      }
      throw error;
    }
    await this.#parts.keep(this.#unkept);
    this.#tokens = this.#unkept;
    this.#unkept = null;
    return this.#tokens.accessToken;
  }
}

/** When a token is to be renewed: a minute or a fifth of its life before it expires, the shorter of the two. */
export function renewalAt({ issuedAt, expiresAt }: Tokens): number {
  return expiresAt - Math.min(earlyMs, (expiresAt - issuedAt) * earlyShare);
}
