/** A sign-in whose browser is away, kept so that a window that reloads meanwhile goes on where it was. */
import { WellKnown } from "@drawbridge/contracts/registry";
import { z } from "zod";
import { AwaitedGrants, tripPatienceMs } from "../../proxy/identity/loopback.ts";
import { type Secrets, secretKeys } from "./secrets.ts";

export const AwaitedTrip = z.object({
  flow: z.enum(["loopback", "return-page"]),
  wellKnown: WellKnown,
  grants: AwaitedGrants,
  /** Milliseconds since 1970. */
  until: z.number(),
});
export type AwaitedTrip = z.infer<typeof AwaitedTrip>;

export class AwaitedTrips {
  readonly #secrets: Secrets;
  readonly #now: () => number;

  constructor(secrets: Secrets, now: () => number) {
    this.#secrets = secrets;
    this.#now = now;
  }

  async keep(trip: Omit<AwaitedTrip, "until">): Promise<void> {
    const kept: AwaitedTrip = { ...trip, until: this.#now() + tripPatienceMs };
    await this.#secrets.store(secretKeys.awaitedTrip, JSON.stringify(kept));
  }

  /** The one that a window left behind; null where there is none, or its time is over. */
  async left(): Promise<AwaitedTrip | null> {
    const text = await this.#secrets.get(secretKeys.awaitedTrip);
    if (text === undefined) return null;
    try {
      const trip = AwaitedTrip.parse(JSON.parse(text));
      return trip.until > this.#now() ? trip : null;
    } catch {
      return null;
    }
  }

  async forget(): Promise<void> {
    await this.#secrets.delete(secretKeys.awaitedTrip);
  }
}
