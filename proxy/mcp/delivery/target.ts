/** Where a bridge's requests go and on whose authority, as it stands now: a sign-in or a new policy changes it. */

import type { AccessToken, TokenRefusal } from "../../contracts/session.ts";
import type { Failure } from "../../kernel/failure.ts";

export interface Target {
  readonly url: URL;
  /** Headers that every request carries, the user's token aside. */
  readonly headers: Readonly<Record<string, string>>;
  /** The user's token, for this URL's origin alone; null where the headers are all there is. */
  readonly token: TokenSupply | null;
}

export interface TokenSupply {
  accessToken(): Promise<AccessToken>;
  renewed(rejected: AccessToken, refusal: TokenRefusal): Promise<AccessToken>;
}

/** A server as one bridge asks for it. */
export interface ServerEntry {
  readonly name: string;
  /** Where to, or why not: not signed in, not allowed, unknown. */
  target(): Target | Failure;
  /** Asks again for what `target` is judged by, where it said no; resolves when that is done, or cannot be. */
  reconsider(): Promise<void>;
  /** The catalogue's own words, for an answer before the server was ever reached; null where it has none. */
  described(): Described | null;
  /** Whether the catalogue says that a tool only reads; null where it does not know the tool. */
  reads(tool: string): boolean | null;
  /** The time (ms) in which a tool answers or gives up by itself, as the catalogue has it; null where it has none. */
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

export const isFailure = (value: Target | Failure): value is Failure => "code" in value;
