/**
 * How long an agent's first questions wait for a server. Agents go on without the tools of a bridge that is slow (Codex
 * after about a second), so what is known is told almost at once, and what was never known within the second, for the
 * handshake and the list together.
 */

/** Milliseconds for better knowledge, where something is known already. */
export const knownPatience = 200;
/** Milliseconds for the first knowledge ever: with the least that the list then gets, and Node's start, within the second. */
const firstPatience = 600;
/** Questions that come so much later (ms) than the first are no longer part of the start: nobody goes on without them. */
const opening = 1_000;

export class Opening {
  #began: number | null = null;

  /** How long (ms) to wait now for what was never known. Runs from the first time that anybody asks. */
  left(now = performance.now()): number {
    if (this.#began === null || now - this.#began >= opening) this.#began = now;
    return Math.max(knownPatience, this.#began + firstPatience - now);
  }
}
