/**
 * The time by which proofs are made: that of the servers that check them, learned from their refusals. A proof counts
 * for a minute, and an engineer's clock may be wrong by more.
 */
import type { TokenRefusal } from "../contracts/session.ts";

/** Milliseconds. A Date header has whole seconds, and was written a moment ago: less says nothing. */
const noticedMs = 2_000;

export class ProofClock {
  readonly #now: () => number;
  #aheadMs = 0;

  /** `now` is this machine's clock: milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  readonly now = (): number => this.#now() - this.#aheadMs;

  /** Takes a refusal's time. Whether the refusal was for the proof alone, so that a new one may do with the same token. */
  learn({ challenge, date }: TokenRefusal): boolean {
    const theirs = date === null ? Number.NaN : Date.parse(date);
    if (!Number.isNaN(theirs)) {
      const aheadMs = this.#now() - theirs;
      this.#aheadMs = Math.abs(aheadMs) < noticedMs ? 0 : aheadMs;
    }
    return challenge !== null && /^DPoP\b.*\berror="(invalid_dpop_proof|use_dpop_nonce)"/i.test(challenge);
  }
}
