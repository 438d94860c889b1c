/**
 * How long a host may take to accept a connection before it counts as away. A network that has gone away (a VPN that is
 * off) often answers nothing, and nothing tells that from a slow network but how long the host took before.
 */

/** How long (ms) a host may take of which nothing is known, and the longest time for any host. */
export const maxReachMs = 5_000;
/** A host may take this many times as long as before, and at least this long (ms): a call is refused within a second. */
const factor = 4;
const minReachMs = 800;
/** How much of a slow time is still counted after each later one. */
const decay = 0.8;

export class ReachTimes {
  /** ms, by host and port; "missed" if the host did not answer in its time. */
  readonly #times = new Map<string, number | "missed">();

  limitMs(host: string): number {
    const before = this.#times.get(host);
    if (before === undefined) return maxReachMs;
    return before === "missed" ? minReachMs : Math.min(maxReachMs, Math.max(minReachMs, factor * before));
  }

  /** Whether the host has answered or missed its time before. */
  isKnown(host: string): boolean {
    return this.#times.has(host);
  }

  /** The host accepted a connection after `ms`. */
  reached(host: string, ms: number): void {
    const before = this.#times.get(host);
    this.#times.set(host, Math.max(ms, typeof before === "number" ? decay * before : 0));
  }

  /** The host did not answer in its time. Until it is reached, calls wait for it the shortest time only. */
  missed(host: string): void {
    this.#times.set(host, "missed");
  }
}
