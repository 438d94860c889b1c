/** An access token that the broker uses. It makes the headers of one request, with a proof if the token is bound. */
import { inspect } from "node:util";
import { senderProof } from "@drawbridge/contracts/sender-proof";
import type { AccessToken } from "../contracts/session.ts";
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
    if (this.#key === undefined) return { authorization: `Bearer ${token}` };
    return {
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
