/**
 * The one place where access tokens come from, and the only one that refreshes: any number of callers share a
 * refresh, and a rotated token is on disk before anybody gets it, since the old one is worth nothing by then.
 */
import { beingReplaced, ProxyError, sessionExpired } from "../kernel/errors.ts";
import type { Secret } from "./secret.ts";
import type { Tokens } from "./tokens.ts";

export interface TokenSourceParts {
  /** Milliseconds since 1970. */
  now(): number;
  /** Asks the provider. Throws ProxyError: `session-expired` ends the source, `unreachable` may pass. */
  refresh(refreshToken: Secret): Promise<Tokens>;
  /** Resolves when the tokens are on disk. */
  keep(tokens: Tokens): Promise<void>;
  /** Told once, when the refresh token is worth nothing any more. */
  ended(): Promise<void>;
}

/** A call should not start with a token that dies under way: renewed this long before, or in its last fifth if short. */
const earlyMs = 60_000;
const earlyShare = 0.2;

/** While a token still serves, a provider that cannot be reached is not asked again sooner. */
const pauseMs = 5_000;

export class TokenSource {
  readonly #parts: TokenSourceParts;
  #tokens: Tokens;
  /** Refreshed, but not yet on disk: kept first at the next try, for the provider takes the old token no more. */
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

  /** A token good for a call. Throws `session-expired`, at once if known, or `unreachable`. */
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

  /** A token other than `rejected`: the current one where others have renewed it already, else by one refresh. */
  async renewed(rejected: { reveal(): string }): Promise<Secret> {
    if (this.#ended) throw sessionExpired();
    if (this.#tokens.accessToken.reveal() !== rejected.reveal()) return this.accessToken();
    return this.#renew();
  }

  /** Nothing is renewed any more, so that another process may; resolves when what is under way is done. */
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

/** When a token is to be renewed: before it expires, by a minute or a fifth of its life. */
export function renewalAt({ issuedAt, expiresAt }: Tokens): number {
  return expiresAt - Math.min(earlyMs, (expiresAt - issuedAt) * earlyShare);
}
