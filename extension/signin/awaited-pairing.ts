/** A sign-in that waits for the person in the browser. It is stored, so that a window that reloads meanwhile continues it. */
import { WellKnown } from "@drawbridge/contracts/registry";
import { z } from "zod";
import { AwaitedGrant } from "../../proxy/identity/code-grant.ts";
import { PrivateKey } from "./editor-key.ts";
import { type Secrets, secretKeys } from "./secrets.ts";

export const AwaitedPairing = z.object({
  wellKnown: WellKnown,
  /** The identity provider of the sign-in. An older version left it out: then it is the first one. */
  issuer: z.url().optional(),
  id: z.string(),
  key: PrivateKey,
  code: z.string(),
  url: z.url(),
  pollMs: z.number(),
  /** The grant that becomes the broker's tokens; null where only the pairing is renewed. */
  grant: AwaitedGrant.nullable(),
  /** Milliseconds since 1970. */
  until: z.number(),
});
export type AwaitedPairing = z.infer<typeof AwaitedPairing>;

export class AwaitedPairings {
  readonly #secrets: Secrets;
  readonly #now: () => number;
  readonly #inTurn: <T>(task: () => Promise<T>) => Promise<T>;

  /** `inTurn` runs a task while no other window of this machine runs one. */
  constructor(secrets: Secrets, now: () => number, inTurn: <T>(task: () => Promise<T>) => Promise<T>) {
    this.#secrets = secrets;
    this.#now = now;
    this.#inTurn = inTurn;
  }

  async keep(awaited: AwaitedPairing): Promise<void> {
    await this.#secrets.store(secretKeys.awaitedPairing, JSON.stringify(awaited));
  }

  /** The sign-in that a window left behind; null where there is none, or its time is over. */
  async left(): Promise<AwaitedPairing | null> {
    const text = await this.#secrets.get(secretKeys.awaitedPairing);
    if (text === undefined) return null;
    try {
      const awaited = AwaitedPairing.parse(JSON.parse(text));
      return awaited.until > this.#now() ? awaited : null;
    } catch {
      return null;
    }
  }

  /** Whether this window is the one that completes the sign-in. Two windows may wait for a code, and it works only once. */
  take(id: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const ours = (await this.left())?.id === id;
      if (ours) await this.#secrets.delete(secretKeys.awaitedPairing);
      return ours;
    });
  }
}
