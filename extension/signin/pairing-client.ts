/** Asks the registry for a pairing and for its tokens, with a proof of this editor's key (contracts/pairing.ts). */

import { clientHeaders } from "@drawbridge/contracts/client-release";
import { type AnswerWith, ApiClient } from "@drawbridge/contracts/http-api/client";
import type { Credential } from "@drawbridge/contracts/http-api/credentials";
import type { PairingAnswer, PairingAsk, PairingBegun } from "@drawbridge/contracts/pairing";
import { beginPairing, endPairing, readPairingToken } from "@drawbridge/contracts/registry-api/pairings";
import * as l10n from "@vscode/l10n";
import { ProxyError } from "../../proxy/kernel/errors.ts";
import { version } from "../../proxy/kernel/version.ts";
import { type PrivateKey, proofFor } from "./editor-key.ts";

export interface PairingClientParts {
  fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Where a pairing is registered, and the key that belongs to it. */
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
    const answer = await reached(this.#clientOf(api, key).call(beginPairing, { body: ask }));
    if (answer.kind === "refused" && answer.status === 404)
      throw new ProxyError(
        "unreachable",
        l10n.t(
          "This registry is older than your Drawbridge extension, and pairs no editors. Ask the operator of Drawbridge at your company to update it.",
        ),
      );
    return bodyOf(answer);
  }

  /**
   * The state of a pairing, with a new token once the person has allowed it. A pairing that the registry does not know has
   * ended. Throws ProxyError.
   */
  async token({ api, id, key }: PairingAt): Promise<PairingAnswer> {
    const answer = await reached(this.#clientOf(api, key).call(readPairingToken, { parameters: { id } }));
    return answer.kind === "refused" && answer.status === 404 ? { state: "ended", why: "expired" } : bodyOf(answer);
  }

  /** Ends the pairing. Where the registry cannot be reached, the pairing ends when its time is over. */
  async end({ api, id, key }: PairingAt): Promise<void> {
    await this.#clientOf(api, key)
      .call(endPairing, { parameters: { id } })
      .catch(() => {});
  }

  /** A client that sends each request with a proof of the editor's key, made only for that request. */
  #clientOf(api: string, key: PrivateKey): ApiClient<"api"> {
    const { fetch, now } = this.#parts;
    const proof: Credential = {
      headersFor: ({ method, url }) => ({
        ...clientHeaders("extension", version),
        dpop: proofFor(key, { method, url: url.href, token: null }, now()),
      }),
    };
    return new ApiClient({ area: "api", address: () => api, credentials: { current: () => proof }, fetch, timeoutMs });
  }
}

const reached = <Answered>(answer: Promise<Answered>): Promise<Answered> =>
  answer.catch((cause: unknown) => {
    throw new ProxyError(
      "unreachable",
      l10n.t("The registry did not answer. Check your network or VPN, then try again."),
      {
        cause,
      },
    );
  });

function bodyOf<Body>(answer: AnswerWith<Body>): Body {
  if (answer.kind === "answer") return answer.body;
  const refusal = answer.kind === "refused" ? answer.refusal?.message : undefined;
  throw new ProxyError(
    "unreachable",
    refusal ?? l10n.t("The registry answered HTTP {0}. Try again in a moment.", answer.status),
  );
}
