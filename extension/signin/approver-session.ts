/**
 * The approver's sign-in: the token that decides about approvals. It lies in the editor's SecretStorage alone, where
 * no agent and not even the broker can read it, and is renewed here. Windows share it, so one renews for all.
 */
import { WellKnown } from "@drawbridge/contracts/registry";
import { z } from "zod";
import { notSignedIn, ProxyError, sessionExpired } from "../../proxy/errors.ts";
import { renewalFrom } from "../../proxy/identity/refresh.ts";
import { Secret } from "../../proxy/identity/secret.ts";
import { renewalAt } from "../../proxy/identity/token-source.ts";
import { type Tokens, userOf } from "../../proxy/identity/tokens.ts";
import type { Secrets } from "./secrets.ts";

const Kept = z.object({
  wellKnown: WellKnown,
  accessToken: z.string(),
  refreshToken: z.string(),
  issuedAt: z.number(),
  expiresAt: z.number(),
});
type Kept = z.infer<typeof Kept>;

export interface ApproverParts {
  readonly secrets: Secrets;
  /** Names this machine's sign-in among those of others: SecretStorage follows the person, brokers do not. */
  readonly key: string;
  /** Runs a task while no other window of this machine runs one. */
  inTurn<T>(task: () => Promise<T>): Promise<T>;
  /** Milliseconds since 1970. */
  now(): number;
  fetch: typeof globalThis.fetch;
}

export class ApproverSession {
  readonly #parts: ApproverParts;
  #asking: Promise<Secret> | null = null;

  constructor(parts: ApproverParts) {
    this.#parts = parts;
  }

  /** Takes the place of any sign-in before. */
  async keep(wellKnown: WellKnown, tokens: Tokens): Promise<void> {
    await this.#parts.inTurn(() => this.#store(wellKnown, tokens));
  }

  /** Whose it is; null where nobody's. */
  async user(): Promise<string | null> {
    const kept = await this.#kept();
    return kept === null ? null : (userOf(new Secret(kept.accessToken))?.name ?? null);
  }

  /** A token good for a decision. Throws ProxyError `not-signed-in`, `session-expired` or `unreachable`. */
  accessToken(): Promise<Secret> {
    this.#asking ??= this.#accessToken().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** Where decisions go, and a token good for one. Throws as `accessToken` does. */
  async access(): Promise<{ readonly api: string; readonly token: Secret }> {
    const token = await this.accessToken();
    const kept = await this.#kept();
    if (kept === null) throw notSignedIn();
    return { api: kept.wellKnown.api, token };
  }

  /** Forgets it here and ends it at the provider. */
  async end(): Promise<void> {
    const { inTurn, secrets, key } = this.#parts;
    const kept = await inTurn(async () => {
      const before = await this.#kept();
      await secrets.delete(key);
      return before;
    });
    if (kept !== null) await this.#renewal(kept).revoke(new Secret(kept.refreshToken));
  }

  async #accessToken(): Promise<Secret> {
    const kept = await this.#kept();
    if (kept === null) throw notSignedIn();
    return this.#serves(kept) ? new Secret(kept.accessToken) : this.#parts.inTurn(() => this.#renewed());
  }

  /** Another window may have renewed it, or ended it, while this one waited for its turn. */
  async #renewed(): Promise<Secret> {
    const kept = await this.#kept();
    if (kept === null) throw notSignedIn();
    if (this.#serves(kept)) return new Secret(kept.accessToken);
    try {
      const tokens = await this.#renewal(kept).refresh(new Secret(kept.refreshToken));
      await this.#store(kept.wellKnown, tokens);
      return tokens.accessToken;
    } catch (error) {
      if (!(error instanceof ProxyError) || error.code !== "session-expired") throw error;
      await this.#parts.secrets.delete(this.#parts.key);
      throw sessionExpired(error);
    }
  }

  #serves({ accessToken, refreshToken, issuedAt, expiresAt }: Kept): boolean {
    const tokens = {
      accessToken: new Secret(accessToken),
      refreshToken: new Secret(refreshToken),
      issuedAt,
      expiresAt,
    };
    return this.#parts.now() < renewalAt(tokens);
  }

  #renewal({ wellKnown }: Kept): ReturnType<typeof renewalFrom> {
    const { now, fetch } = this.#parts;
    return renewalFrom(wellKnown, now, fetch, "approver");
  }

  async #store(wellKnown: WellKnown, { accessToken, refreshToken, issuedAt, expiresAt }: Tokens): Promise<void> {
    const kept: Kept = {
      wellKnown,
      accessToken: accessToken.reveal(),
      refreshToken: refreshToken.reveal(),
      issuedAt,
      expiresAt,
    };
    await this.#parts.secrets.store(this.#parts.key, JSON.stringify(kept));
  }

  /** Null for what this version cannot read, too: the person then signs in again. */
  async #kept(): Promise<Kept | null> {
    const text = await this.#parts.secrets.get(this.#parts.key);
    if (text === undefined) return null;
    try {
      return Kept.parse(JSON.parse(text));
    } catch {
      return null;
    }
  }
}
