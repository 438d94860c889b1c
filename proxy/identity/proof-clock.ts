/**
 * The time for proofs. It is that of the servers that check them, learned from their refusals, because a proof is valid
 * for one minute and an engineer's clock may be wrong by more.
 */
import type { TokenRefusal } from "../contracts/session.ts";

/**
 * In milliseconds. A Date header has whole seconds, and its answer took a moment to arrive, so a smaller difference
 * means nothing.
 */
const noticedMs = 2_000;

export class ProofClock {
  readonly #now: () => number;
  #aheadMs = 0;

  /** `now` is this machine's clock: milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  readonly now = (): number => this.#now() - this.#aheadMs;

  /**
   * Takes the time of a refusal. Returns whether only the proof was refused, so that the same token with a new proof
   * may be accepted.
   */
  learn({ challenge, date }: TokenRefusal): boolean {
    const theirs = date === null ? Number.NaN : Date.parse(date);
    if (!Number.isNaN(theirs)) {
      const aheadMs = this.#now() - theirs;
      this.#aheadMs = Math.abs(aheadMs) < noticedMs ? 0 : aheadMs;
    }
    return challenge !== null && /^DPoP\b.*\berror="(invalid_dpop_proof|use_dpop_nonce)"/i.test(challenge);
  }
}
