/** One session of a 2025-11-25 or older upstream (Streamable HTTP): handshake, GET stream, resumption, DELETE. */
import type { IncomingMessage } from "node:http";
import type { Failure } from "../../kernel/failure.ts";
import { type JsonObject, objectAt, stringAt } from "../../kernel/json.ts";
import { type Message, objectOf } from "../../kernel/message.ts";
import { type Delivery, deliver, type UpstreamRequest } from "../delivery/delivery.ts";
import { type Facts, readInitialize } from "../eras/handshake.ts";
import { pause, reopenPause, requestDefaults, type UpstreamParts } from "./upstream.ts";

/** How long (ms) a message that nobody waits for may take. */
const sendTimeoutMs = 10_000;
/** How often one stream is taken up again without any news before the call is given up. */
const maxResumptions = 5;

/** The server answered the handshake with no. */
export interface Refused {
  readonly refused: Failure;
}

export class LegacySession {
  readonly facts: Facts;
  readonly #parts: UpstreamParts;
  readonly #closed = new AbortController();
  readonly #sending = new Set<Promise<unknown>>();
  readonly #headers: Readonly<Record<string, string>>;

  private constructor(parts: UpstreamParts, facts: Facts, headers: Readonly<Record<string, string>>) {
    this.#parts = parts;
    this.facts = facts;
    this.#headers = headers;
  }

  /** Opens a session by `params` of `initialize`; `heard` is told what belongs to no call, `gone` that it is over. */
  static async open(
    parts: UpstreamParts,
    params: JsonObject,
    heard: (message: Message) => boolean,
    gone: (session: LegacySession) => void,
  ): Promise<LegacySession | Failure | Refused> {
    const id = "drawbridge-initialize";
    const delivery = await deliver(parts.channel, parts.entry, {
      ...requestDefaults,
      awaits: JSON.stringify(id),
      body: Buffer.from(JSON.stringify({ jsonrpc: "2.0", id, method: "initialize", params })),
      headers: {},
      signal: new AbortController().signal,
      silenceTimeoutMs: parts.silenceTimeoutMs,
    });
    if (delivery.kind === "failure" || delivery.kind === "lost") return delivery.failure;
    const result = delivery.kind === "answered" ? objectAt(objectOf(delivery.message) ?? {}, "result") : {};
    const facts = readInitialize(result);
    if (delivery.kind !== "answered" || facts === null) {
      const message = `${parts.entry.name} refused the MCP handshake. Tell its owner.`;
      return { refused: { code: "bad-upstream", message } };
    }
    const session = new LegacySession(parts, facts, headersOf(delivery.response, stringAt(result, "protocolVersion")));
    await session.send(Buffer.from('{"jsonrpc":"2.0","method":"notifications/initialized"}'));
    void session.#listen(heard, gone);
    return session;
  }

  /** Brings a request or notification; takes up its stream again where the server keeps it. */
  async deliver(upstreamRequest: Omit<UpstreamRequest, "headers" | "inSession">): Promise<Delivery> {
    const whole = {
      ...upstreamRequest,
      headers: this.#headers,
      inSession: this.#headers["mcp-session-id"] !== undefined,
    };
    let delivery = await deliver(this.#parts.channel, this.#parts.entry, whole);
    let seen = "";
    for (let tries = 0; delivery.kind === "lost" && tries < maxResumptions; tries += 1) {
      if (delivery.lastEventId !== seen) tries = 0;
      seen = delivery.lastEventId;
      await pause(delivery.retry ?? reopenPause(tries - 1), upstreamRequest.signal);
      upstreamRequest.signal.throwIfAborted();
      const { body: _, ...resumed } = whole;
      const headers = { ...this.#headers, "last-event-id": seen };
      const next = await deliver(this.#parts.channel, this.#parts.entry, { ...resumed, method: "GET", headers });
      // The server does not take it up: what was lost stays lost.
      if (next.kind !== "answered" && next.kind !== "lost") break;
      delivery = next;
    }
    return delivery;
  }

  /** A notification, or an answer to the server's own request. */
  async send(body: Buffer): Promise<void> {
    const signal = AbortSignal.timeout(sendTimeoutMs);
    const sent = this.deliver({ ...requestDefaults, readOnly: false, body, signal }).catch(() => {});
    this.#sending.add(sent);
    await sent;
    this.#sending.delete(sent);
  }

  /** Keeps the GET stream open, from where it broke; a server without one answers 405. */
  async #listen(heard: (message: Message) => boolean, gone: (session: LegacySession) => void): Promise<void> {
    const { channel, entry, host } = this.#parts;
    let lastEventId: string | null = null;
    for (let failures = 0; !this.#closed.signal.aborted; failures += 1) {
      const resume: Record<string, string> = lastEventId === null ? {} : { "last-event-id": lastEventId };
      const openedAt = Date.now();
      const delivery: Delivery | null = await deliver(channel, entry, {
        ...requestDefaults,
        method: "GET",
        headers: { ...this.#headers, ...resume },
        inSession: true,
        // No answer is awaited on this stream, so that the end of it is always "lost".
        readOnly: false,
        signal: this.#closed.signal,
        onMessage: heard,
        drained: () => host.drained(),
      }).catch(() => null);
      if (delivery?.kind === "session-gone") gone(this);
      if (delivery === null || delivery.kind === "session-gone") return;
      if (delivery.kind === "failure" && (delivery.status === 405 || delivery.status === 404)) return;
      if (delivery.kind === "lost") lastEventId = delivery.lastEventId;
      if (Date.now() - openedAt > 5_000) failures = 0;
      await pause(reopenPause(failures), this.#closed.signal);
    }
  }

  /** Ends the streams and tells the server (DELETE), without waiting for it. */
  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    if (this.#headers["mcp-session-id"] === undefined) return;
    const { channel, entry } = this.#parts;
    const signal = AbortSignal.timeout(sendTimeoutMs);
    const upstreamRequest: UpstreamRequest = {
      ...requestDefaults,
      method: "DELETE",
      headers: this.#headers,
      inSession: true,
      signal,
    };
    // Cancellations that are on their way go first.
    void Promise.all(this.#sending)
      .then(() => deliver(channel, entry, upstreamRequest))
      .catch(() => {});
  }
}

/** What every message of the session carries; the version since 2025-06-18. */
function headersOf(response: IncomingMessage, version: string | undefined): Record<string, string> {
  const session = response.headers["mcp-session-id"];
  return {
    ...(typeof session === "string" && { "mcp-session-id": session }),
    ...(version !== undefined && { "mcp-protocol-version": version }),
  };
}
