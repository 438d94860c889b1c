/**
 * How long an agent's first questions wait for a server. An agent goes on without the tools of a slow bridge (Codex
 * after about a second). So facts that the broker has are returned almost at once. The first facts of a server must
 * come within the second, for the handshake and the list together.
 */

export interface FactsTimeouts {
  /** How long (ms) a question waits for newer facts if the broker has some already. */
  readonly newerMs: number;
  /** How long (ms) a question waits for the first facts of a server. */
  readonly firstMs: number;
}

/** With the list's own wait and Node's start, the first facts stay within the second. */
export const factsTimeouts: FactsTimeouts = { newerMs: 200, firstMs: 600 };
/**
 * Questions that come later than this (ms) after the first are not part of the start any more, because the agent waits
 * for them.
 */
const startupMs = 1_000;

export class StartupBudget {
  readonly #timeouts: FactsTimeouts;
  #began: number | null = null;

  constructor(timeouts: FactsTimeouts) {
    this.#timeouts = timeouts;
  }

  /** How long (ms) a question waits for newer facts if the broker has some already. */
  get newerMs(): number {
    return this.#timeouts.newerMs;
  }

  /** How long (ms) to wait now for the first facts of a server. The budget starts with the first question. */
  left(now = performance.now()): number {
    if (this.#began === null || now - this.#began >= startupMs) this.#began = now;
    return Math.max(this.#timeouts.newerMs, this.#began + this.#timeouts.firstMs - now);
  }
}
