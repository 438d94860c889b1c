/**
 * How long an agent's first questions wait for a server. Agents go on without the tools of a bridge that is slow (Codex
 * after about a second), so the facts that the broker has are answered almost at once, and the first facts of a server within the second,
 * for the handshake and the list together.
 */

/** How long a question waits for newer facts where the broker has some already. */
export const newerFactsTimeoutMs = 200;
/** How long a question waits for the first facts of a server: with the list's own wait and Node's start, within the second. */
const firstFactsTimeoutMs = 600;
/** Questions that come later than this after the first are no longer part of the start: no agent goes on without them. */
const startupMs = 1_000;

export class StartupBudget {
  #began: number | null = null;

  /** How long (ms) to wait now for the first facts of a server. The budget starts with the first question. */
  left(now = performance.now()): number {
    if (this.#began === null || now - this.#began >= startupMs) this.#began = now;
    return Math.max(newerFactsTimeoutMs, this.#began + firstFactsTimeoutMs - now);
  }
}
