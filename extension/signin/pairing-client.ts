/** Asks the registry for a pairing, and for its tokens, by proof of this editor's key (contracts/pairing.ts). */
import { Refusal } from "@drawbridge/contracts/access";
import { PairingAnswer, type PairingAsk, PairingBegun } from "@drawbridge/contracts/pairing";
import { ProxyError } from "../../proxy/kernel/errors.ts";
import { type PrivateKey, proofFor } from "./editor-key.ts";

export interface PairingClientParts {
  fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Where a pairing is, and the key that is its. */
export interface PairingAt {
  readonly api: string;
  readonly id: string;
  readonly key: PrivateKey;
}

const timeoutMs = 15_000;

export class PairingClient {
  readonly #parts: PairingClientParts;

  constructor(parts: PairingClientParts) {
    this.#parts = parts;
  }

  /** Throws ProxyError. */
  async begin(api: string, key: PrivateKey, ask: PairingAsk): Promise<PairingBegun> {
    const { status, body } = await this.#ask(key, "POST", `${api}/pairings`, ask);
    if (status === 404)
      throw new ProxyError(
        "unreachable",
        "This registry is older than your Drawbridge extension, and pairs no editors. Ask who runs Drawbridge at your company to update it.",
      );
    return read(PairingBegun, status, body);
  }

  /** How it stands, with a new token once it is allowed. A pairing that the registry does not know has ended. Throws ProxyError. */
  async token({ api, id, key }: PairingAt): Promise<PairingAnswer> {
    const { status, body } = await this.#ask(key, "POST", `${api}/pairings/${encodeURIComponent(id)}/token`);
    return status === 404 ? { state: "ended", why: "expired" } : read(PairingAnswer, status, body);
  }

  /** Ends it; a registry that cannot be asked lets it end by its time. */
  async end({ api, id, key }: PairingAt): Promise<void> {
    await this.#ask(key, "DELETE", `${api}/pairings/${encodeURIComponent(id)}`).catch(() => {});
  }

  async #ask(
    key: PrivateKey,
    method: "POST" | "DELETE",
    url: string,
    body?: PairingAsk,
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const { fetch, now } = this.#parts;
    try {
      const response = await fetch(url, {
        method,
        headers: { dpop: proofFor(key, { method, url, token: null }, now()), "content-type": "application/json" },
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json().catch(() => null) };
    } catch (cause) {
      throw new ProxyError("unreachable", "The registry did not answer. Check your network or VPN, then try again.", {
        cause,
      });
    }
  }
}

function read<T>(schema: { safeParse(body: unknown): { data?: T | undefined } }, status: number, body: unknown): T {
  const parsed = status < 300 ? schema.safeParse(body).data : undefined;
  if (parsed !== undefined) return parsed;
  const refusal = Refusal.safeParse(body).data?.message;
  throw new ProxyError("unreachable", refusal ?? `The registry answered HTTP ${status}. Try again in a moment.`);
}
