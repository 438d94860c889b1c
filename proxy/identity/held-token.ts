/** An access token that the broker uses. It makes the headers of one request: a proof if the token is bound, and
 * this release, by which registry and edge refuse what is too old for them. */
import { inspect } from "node:util";
import { clientHeaders } from "@drawbridge/contracts/client-release";
import { senderProof } from "@drawbridge/contracts/sender-proof";
import type { AccessToken } from "../contracts/session.ts";
import { version } from "../kernel/version.ts";
import type { Secret } from "./secret.ts";
import type { ProvenRequest, SenderKey } from "./sender-key.ts";

export class HeldToken implements AccessToken {
  readonly #secret: Secret;
  readonly #key: SenderKey | undefined;
  readonly #now: () => number;

  /** `now` is the clock of the servers that check proofs, as far as it is known, in milliseconds since 1970. */
  constructor(secret: Secret, key: SenderKey | undefined, now: () => number) {
    this.#secret = secret;
    this.#key = key;
    this.#now = now;
  }

  reveal(): string {
    return this.#secret.reveal();
  }

  headersFor(request: ProvenRequest): Readonly<Record<string, string>> {
    const token = this.#secret.reveal();
    const client = clientHeaders("broker", version);
    if (this.#key === undefined) return { ...client, authorization: `Bearer ${token}` };
    return {
      ...client,
      authorization: `${senderProof.scheme} ${token}`,
      [senderProof.header]: this.#key.prove(request, token, this.#now()),
    };
  }

  toJSON(): string {
    return this.#secret.toJSON();
  }

  [inspect.custom](): string {
    return this.#secret.toString();
  }
}
