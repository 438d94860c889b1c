/**
 * What a bridge remembers of the agent's conversation: the handshake, and the requests that still wait for an answer.
 * It is what lets a bridge rejoin a new broker unseen, and answer for a dead one.
 */
import type { Envelope } from "./line-scanner.ts";

/** A request whose answer the agent waits for. `line` is kept only where a new broker may be asked again. */
export interface Waiting {
  readonly id: string;
  readonly method: string;
  readonly line: Buffer | null;
}

export interface Rejoin {
  /** To be sent to the new broker first, in this order. */
  readonly lines: readonly Buffer[];
  /** The id of the handshake's answer, which the agent already has; null where it still waits for it. */
  readonly swallow: string | null;
}

/** Longest line (bytes) that is kept for a new broker. */
export const longestKeptLine = 64 * 1024;

/** Requests that only read, by the protocol's own words, so that asking twice is the same as asking once. */
const readsOnly =
  /^(initialize|ping|server\/discover|subscriptions\/listen|completion\/complete|resources\/read|prompts\/get|.+\/list)$/;

export class Conversation {
  #initialize: { readonly id: string; readonly line: Buffer } | null = null;
  #initialized: Buffer | null = null;
  readonly #waiting = new Map<string, Waiting>();

  /** Notes a line that goes to the broker; `line` is null where it is too long to keep. */
  sent(envelope: Envelope, line: Buffer | null): void {
    const { id, method } = envelope;
    if (method === null) return;
    if (id === null) {
      if (method === "notifications/initialized") this.#initialized = line;
      // No answer follows a cancelled request.
      if (method === "notifications/cancelled" && envelope.cancels !== null) this.#waiting.delete(envelope.cancels);
      return;
    }
    if (method === "initialize") {
      this.#initialize = line && { id, line };
      this.#initialized = null;
    }
    this.#waiting.set(id, { id, method, line: readsOnly.test(method) ? line : null });
  }

  /** Notes a line that came from the broker. */
  received(envelope: Envelope): void {
    if (envelope.id !== null && envelope.method === null) this.#waiting.delete(envelope.id);
  }

  /** The broker died: takes out the requests that nobody may send again, to be answered now. */
  lost(): readonly Waiting[] {
    const lost = [...this.#waiting.values()].filter((waiting) => waiting.line === null);
    for (const { id } of lost) this.#waiting.delete(id);
    return lost;
  }

  /** No broker can be had: takes out everything. */
  abandon(): readonly Waiting[] {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    return all;
  }

  /** What a new broker must hear before anything else. */
  rejoin(): Rejoin {
    const handshake = this.#initialize;
    const asked = handshake !== null && this.#waiting.has(handshake.id);
    const lines: Buffer[] = [];
    if (handshake) lines.push(handshake.line);
    if (this.#initialized) lines.push(this.#initialized);
    for (const { id, line } of this.#waiting.values()) {
      if (line && id !== handshake?.id) lines.push(line);
    }
    return { lines, swallow: handshake && !asked ? handshake.id : null };
  }
}
