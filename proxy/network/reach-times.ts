/**
 * How long a server may take to be reached. A network that has gone away (a VPN that is off) often answers nothing, and
 * nothing tells that from a slow server but how long the server took before.
 */

/** How long (ms) a server may take of which nothing is known. */
export const unknownReachTimeoutMs = 5_000;
/** A server may take this many times as long as before, and at least this long (ms). */
const factor = 4;
const minTimeoutMs = 400;
/** How much of a slow time is still counted after each later one. */
const decay = 0.8;

export class ReachTimes {
  /** ms, by host and port. */
  readonly #times = new Map<string, number>();

  timeoutMs(host: string): number {
    const before = this.#times.get(host);
    if (before === undefined) return unknownReachTimeoutMs;
    return Math.min(unknownReachTimeoutMs, Math.max(minTimeoutMs, factor * before));
  }

  /** The host accepted a connection after `ms`. */
  reached(host: string, ms: number): void {
    this.#times.set(host, Math.max(ms, decay * (this.#times.get(host) ?? 0)));
  }

  /** The host did not answer in its time: it may be slower from now on, on another network. */
  missed(host: string): void {
    this.#times.delete(host);
  }
}
