/**
 * This editor as the person paired it. The pairing allows it to decide about approvals. Its key and its id at the registry
 * lie only in the editor's SecretStorage, where no agent and not even the broker can read them. Windows share the pairing;
 * each window has a token of its own, in memory.
 */
import { z } from "zod";
import { Secret } from "../../proxy/identity/secret.ts";
import { notSignedIn, sessionExpired } from "../../proxy/kernel/errors.ts";
import { PrivateKey, proofFor } from "./editor-key.ts";
import type { PairingClient } from "./pairing-client.ts";
import type { Secrets } from "./secrets.ts";

const StoredPairing = z.object({
  api: z.url(),
  id: z.string(),
  key: PrivateKey,
  user: z.string(),
  /** When the person clicked Allow, and when the pairing ends (`until`); both in milliseconds since 1970. */
  authenticatedAt: z.number(),
  until: z.number(),
});
export type StoredPairing = z.infer<typeof StoredPairing>;

export interface EditorParts {
  readonly secrets: Secrets;
  /** The key of this machine's pairing: SecretStorage follows the person to other machines, and the broker does not. */
  readonly key: string;
  readonly client: PairingClient;
  /** Milliseconds since 1970. */
  now(): number;
  /** Called when the pairing was made, changed or removed. */
  changed(pairing: StoredPairing | null): void;
}

/** Where a decision goes, and the headers that prove who decided. */
export interface Access {
  readonly api: string;
  headers(method: string, url: string): Readonly<Record<string, string>>;
}

/** How long (ms) before its end a token is renewed. */
const spareMs = 30_000;

export class PairedEditor {
  readonly #parts: EditorParts;
  #token: { readonly pairing: string; readonly token: Secret; readonly expiresAt: number } | null = null;

  constructor(parts: EditorParts) {
    this.#parts = parts;
  }

  /** Stores the pairing. An earlier pairing is replaced and ended at the registry. */
  async keep(pairing: StoredPairing): Promise<void> {
    const before = await this.stored();
    await this.#parts.secrets.store(this.#parts.key, JSON.stringify(pairing));
    this.#token = null;
    this.#parts.changed(pairing);
    if (before !== null && before.id !== pairing.id) await this.#parts.client.end(before);
  }

  /** Null where there is no pairing, its time is over, or this version cannot read it. */
  async stored(): Promise<StoredPairing | null> {
    const { secrets, key, now } = this.#parts;
    const text = await secrets.get(key);
    if (text === undefined) return null;
    try {
      const pairing = StoredPairing.parse(JSON.parse(text));
      return pairing.until > now() ? pairing : null;
    } catch {
      return null;
    }
  }

  /** Throws ProxyError `not-signed-in`, `session-expired` or `unreachable`. */
  async access(): Promise<Access> {
    const pairing = await this.stored();
    if (pairing === null) throw notSignedIn();
    const token = await this.#tokenOf(pairing);
    const { api, key } = pairing;
    return {
      api,
      headers: (method, url) => ({
        authorization: `DPoP ${token.reveal()}`,
        dpop: proofFor(key, { method, url, token: token.reveal() }, this.#parts.now()),
      }),
    };
  }

  /** Deletes the pairing here and ends it at the registry. */
  async end(): Promise<void> {
    const pairing = await this.stored();
    await this.#forget();
    if (pairing !== null) await this.#parts.client.end(pairing);
  }

  async #tokenOf(pairing: StoredPairing): Promise<Secret> {
    const { client, now } = this.#parts;
    if (this.#token?.pairing === pairing.id && now() < this.#token.expiresAt - spareMs) return this.#token.token;
    const answer = await client.token(pairing);
    if (answer.state !== "allowed") {
      await this.#forget();
      throw sessionExpired();
    }
    const token = new Secret(answer.token);
    this.#token = { pairing: pairing.id, token, expiresAt: Date.parse(answer.expiresAt) };
    return token;
  }

  async #forget(): Promise<void> {
    this.#token = null;
    await this.#parts.secrets.delete(this.#parts.key);
    this.#parts.changed(null);
  }
}
