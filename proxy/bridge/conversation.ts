/**
 * What a bridge remembers of the agent's conversation: the handshake, and the requests that still wait for an answer.
 * It is what lets a bridge rejoin a new broker unseen, and answer for a dead one.
 */
import type { Envelope } from "../kernel/line-scanner.ts";

/** A request whose answer the agent waits for. `line` is kept only where a new broker may be asked again. */
export interface Waiting {
  readonly id: string;
  readonly method: string;
  readonly line: Buffer | null;
  /** It waits for a person's decision: nothing of it runs. */
  readonly held: boolean;
}

export interface Rejoin {
  /** To be sent to the new broker first, in this order. */
  readonly lines: readonly Buffer[];
  /** Ids of the answers among theirs that the agent already has. */
  readonly swallow: ReadonlySet<string>;
}

/** Longest line (bytes) that is kept for a new broker. */
export const maxKeptLineBytes = 64 * 1024;

/** Requests that by the protocol's own words may be asked twice: they read, or say how things shall be from now on. */
const repeatable =
  /^(initialize|ping|server\/discover|subscriptions\/listen|completion\/complete|resources\/(read|subscribe|unsubscribe)|prompts\/get|logging\/setLevel|.+\/list)$/;
/** Reads that only the server can answer: asked a second time, and no more. */
const askedTwice = /^(completion\/complete|resources\/read|prompts\/get)$/;
/** Those that a legacy agent says once and that hold until it takes them back. */
const lasting = /^(logging\/setLevel|resources\/(un)?subscribe)$/;

export class Conversation {
  #initialize: { readonly id: string; readonly line: Buffer } | null = null;
  #initialized: Buffer | null = null;
  readonly #waiting = new Map<string, Waiting>();
  /** What was said of lasting effect: by resource, and under the empty name how much is logged. */
  readonly #lasting = new Map<string, { readonly id: string; readonly line: Buffer }>();

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
      this.#lasting.clear();
    }
    if (line && lasting.test(method)) this.#last(id, method, line);
    this.#waiting.set(id, { id, method, line: repeatable.test(method) ? line : null, held: false });
  }

  /** Notes that a call waits for a person, or goes on. */
  held(id: string | null, held: boolean): void {
    const waiting = id === null ? undefined : this.#waiting.get(id);
    if (waiting) this.#waiting.set(waiting.id, { ...waiting, held });
  }

  #last(id: string, method: string, line: Buffer): void {
    const resource = resourceIn(line);
    if (method === "resources/unsubscribe") this.#lasting.delete(resource);
    else this.#lasting.set(resource, { id, line });
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

  /** Whether the broker could be left now, and nothing that was asked of it would be lost. */
  get movable(): boolean {
    for (const { line } of this.#waiting.values()) if (line === null) return false;
    return true;
  }

  /** What a new broker must hear before anything else; called once for each. */
  rejoin(): Rejoin {
    const handshake = this.#initialize;
    const waits = handshake !== null && this.#waiting.has(handshake.id);
    const lines: Buffer[] = [];
    const swallow = new Set<string>();
    if (handshake) lines.push(handshake.line);
    if (this.#initialized) lines.push(this.#initialized);
    for (const { id, line } of this.#lasting.values()) {
      if (this.#waiting.has(id)) continue;
      lines.push(line);
      swallow.add(id);
    }
    if (handshake && !waits) swallow.add(handshake.id);
    for (const waiting of this.#waiting.values()) {
      const { id, method, line } = waiting;
      if (!line || id === handshake?.id) continue;
      lines.push(line);
      if (askedTwice.test(method)) this.#waiting.set(id, { ...waiting, line: null });
    }
    return { lines, swallow };
  }
}

/** `params.uri` of a request; empty where it has none. Such requests are few, so they may be parsed. */
function resourceIn(line: Buffer): string {
  try {
    const { params } = JSON.parse(line.toString("utf8"));
    return typeof params?.uri === "string" ? params.uri : "";
  } catch {
    return "";
  }
}
