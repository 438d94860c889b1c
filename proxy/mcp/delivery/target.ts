/** Where a bridge's requests go now, and with which token. A sign-in or a new policy changes it. */

import type { AccessToken, TokenRefusal } from "../../contracts/session.ts";
import type { Result } from "../../kernel/result.ts";

export interface Target {
  readonly url: URL;
  /** Headers that every request carries, besides the user's token. */
  readonly headers: Readonly<Record<string, string>>;
  /** The user's token, for this URL's origin only; null if requests carry only the headers. */
  readonly token: TokenSupply | null;
  /**
   * How long (ms) a connection, and before it a new token, may take. It is short while the registry is known to be away (no
   * VPN), so that a call is refused at once. Left out: the channel's own limit.
   */
  readonly connectTimeoutMs?: number;
}

export interface TokenSupply {
  accessToken(): Promise<AccessToken>;
  renewed(rejected: AccessToken, refusal: TokenRefusal): Promise<AccessToken>;
}

/** A server as one bridge uses it. */
export interface ServerEntry {
  readonly name: string;
  /** Where requests go, or why they cannot: not signed in, not allowed, unknown. */
  target(): Result<Target>;
  /** Reads again what a refusal of `target` is based on. Resolves when that is done, or cannot be done. */
  reconsider(): Promise<void>;
  /** The catalogue's description, for an answer before the server was ever reached; null if it has none. */
  described(): Described | null;
  /** Whether a tool only reads, by the catalogue; null if the catalogue does not know the tool. */
  reads(tool: string): boolean | null;
  /** The time (ms) in which a tool answers or gives up by itself, by the catalogue; null if the catalogue has none. */
  timeLimit(tool: string): number | null;
}

export interface Described {
  readonly title: string;
  readonly description: string;
  readonly tools: readonly {
    readonly name: string;
    readonly title: string;
    readonly description: string;
    readonly effect: "read" | "write" | "destructive";
  }[];
}
