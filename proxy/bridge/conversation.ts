/**
 * What a bridge remembers of the agent's conversation: the handshake, and the requests that still wait for an answer.
 * With it a bridge can join a new broker without the agent noticing, and can answer instead of a dead one.
 */

import { askedBeforeLine } from "../contracts/bridge-notifications.ts";
import type { Envelope } from "../kernel/line-scanner.ts";
import * as methods from "../kernel/mcp-methods.ts";
import { ReadTools } from "./read-tools.ts";

/** A request whose answer the agent waits for. `line` is kept only if the request may be sent to a new broker again. */
export interface Waiting {
  readonly id: string;
  readonly method: string;
  readonly line: Buffer | null;
  /** The line of a tools/call, which may be sent again if its tool only reads; null if it is too long, or was sent again. */
  readonly call: Buffer | null;
  /** It was sent to a second broker, because it only reads. */
  readonly repeated: boolean;
  /** The call waits for a person's decision, so nothing of it runs. */
  readonly held: boolean;
}

export interface Rejoin {
  /** The lines to send to the new broker first, in this order. */
  readonly lines: readonly Buffer[];
  /** Ids of those answers to these lines that the agent already has. */
  readonly swallow: ReadonlySet<string>;
}

/** The longest line (bytes) that is kept for a new broker. */
export const maxKeptLineBytes = 64 * 1024;

/** Requests that a legacy agent sends once and whose effect lasts until the agent takes it back. */
const lasting: ReadonlySet<string> = new Set([
  methods.setLogLevel,
  methods.subscribeToResource,
  methods.unsubscribeFromResource,
]);

/** Requests that only prepare or check a connection. */
const opening: ReadonlySet<string> = new Set([
  methods.initialize,
  methods.ping,
  methods.discover,
  methods.listenForChanges,
]);

/** Whether a request may be repeated according to the protocol: it only reads, or it sets how things are from now on. */
const isRepeatable = (method: string): boolean =>
  opening.has(method) || lasting.has(method) || methods.reads.has(method) || methods.isList(method);

export class Conversation {
  #initialize: { readonly id: string; readonly line: Buffer } | null = null;
  #initialized: Buffer | null = null;
  readonly #readTools = new ReadTools();
  readonly #waiting = new Map<string, Waiting>();
  /** The requests with a lasting effect: by resource, and under the empty name the log level. */
  readonly #lasting = new Map<string, { readonly id: string; readonly line: Buffer }>();

  /** Notes a line that goes to the broker. `line` is null if it is too long to keep. */
  sent(envelope: Envelope, line: Buffer | null): void {
    const { id, method } = envelope;
    if (method === null) return;
    if (id === null) {
      if (method === methods.initialized) this.#initialized = line;
      // A cancelled request gets no answer.
      if (method === methods.cancelled && envelope.cancels !== null) this.#waiting.delete(envelope.cancels);
      return;
    }
    if (method === methods.initialize) {
      this.#initialize = line && { id, line };
      this.#initialized = null;
      this.#lasting.clear();
    }
    if (line && lasting.has(method)) this.#last(id, method, line);
    const call = method === methods.callTool ? line : null;
    const repeatable = isRepeatable(method) ? line : null;
    this.#waiting.set(id, { id, method, line: repeatable, call, repeated: false, held: false });
  }

  /** Notes that a call waits for a person, or that it goes on. */
  held(id: string | null, held: boolean): void {
    const waiting = id === null ? undefined : this.#waiting.get(id);
    if (waiting) this.#waiting.set(waiting.id, { ...waiting, held });
  }

  #last(id: string, method: string, line: Buffer): void {
    const resource = resourceIn(line);
    if (method === methods.unsubscribeFromResource) this.#lasting.delete(resource);
    else this.#lasting.set(resource, { id, line });
  }

  /** Notes a line that came from the broker. */
  received(envelope: Envelope, line: () => Buffer): void {
    if (envelope.id === null || envelope.method !== null) return;
    if (this.#waiting.get(envelope.id)?.method === methods.listTools) this.#readTools.listed(line());
    this.#waiting.delete(envelope.id);
  }

  /** The broker died. Removes and returns the requests that must not be sent again, so that they are answered now. */
  lost(): readonly Waiting[] {
    for (const waiting of this.#waiting.values()) {
      if (waiting.call === null || waiting.held || !this.#readTools.reads(waiting.call)) continue;
      this.#waiting.set(waiting.id, { ...waiting, line: waiting.call, call: null });
    }
    const lost = [...this.#waiting.values()].filter((waiting) => waiting.line === null);
    for (const { id } of lost) this.#waiting.delete(id);
    return lost;
  }

  /** No broker can be reached. Removes and returns all requests. */
  abandon(): readonly Waiting[] {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    return all;
  }

  /** Whether the bridge can leave the broker now without losing a request. */
  get movable(): boolean {
    for (const { line } of this.#waiting.values()) if (line === null) return false;
    return true;
  }

  /** What a new broker must get before anything else. Call it once for each broker. */
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
      // Only the server can answer a read. It is sent to a second broker, but not to a third.
      if (methods.reads.has(method) || method === methods.callTool) {
        lines.push(Buffer.from(askedBeforeLine(id)));
        this.#waiting.set(id, { ...waiting, line: null, call: null, repeated: true });
      }
      lines.push(line);
    }
    return { lines, swallow };
  }
}

/** `params.uri` of a request; empty if it has none. Such requests are few, so parsing them is cheap enough. */
function resourceIn(line: Buffer): string {
  try {
    const { params } = JSON.parse(line.toString("utf8"));
    return typeof params?.uri === "string" ? params.uri : "";
  } catch {
    return "";
  }
}
