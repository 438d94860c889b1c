/** One session of an upstream of 2025-11-25 or older (Streamable HTTP): handshake, GET stream, resumption, DELETE. */

import type { IncomingMessage } from "node:http";
import type { Failure } from "../../kernel/failure.ts";
import { type JsonObject, objectAt, stringAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import { type Message, objectOf } from "../../kernel/message.ts";
import { failed, type Result, valued } from "../../kernel/result.ts";
import { type Delivery, deliver, type UpstreamRequest } from "../delivery/delivery.ts";
import { type Facts, readInitialize } from "../eras/handshake.ts";
import { pause, reopenPause, requestDefaults, type UpstreamParts } from "./upstream.ts";

/** How long (ms) a message that needs no answer may take. */
const sendTimeoutMs = 10_000;
/** How many times in a row a stream is resumed without any new event before the call is given up. */
const maxResumptions = 5;

/** The server refused the handshake. */
export interface Refused {
  readonly kind: "refused";
  readonly failure: Failure;
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

  /**
   * Opens a session with `params` of `initialize`. `onMessage` gets the messages that belong to no call. `onEnd` is called
   * when the session is over.
   */
  static async open(
    parts: UpstreamParts,
    params: JsonObject,
    onMessage: (message: Message) => boolean,
    onEnd: (session: LegacySession) => void,
  ): Promise<Result<LegacySession> | Refused> {
    const id = "drawbridge-initialize";
    const delivery = await deliver(parts.channel, parts.entry, {
      ...requestDefaults,
      awaits: JSON.stringify(id),
      body: Buffer.from(JSON.stringify({ jsonrpc: "2.0", id, method: methods.initialize, params })),
      headers: {},
      signal: new AbortController().signal,
      silenceTimeoutMs: parts.silenceTimeoutMs,
    });
    if (delivery.kind === "failure" || delivery.kind === "lost") return failed(delivery.failure);
    const result = delivery.kind === "answered" ? objectAt(objectOf(delivery.message) ?? {}, "result") : {};
    const facts = readInitialize(result);
    if (delivery.kind !== "answered" || facts === null) {
      const message = `${parts.entry.name} refused the MCP handshake. Tell its owner.`;
      return { kind: "refused", failure: { code: "bad-upstream", message } };
    }
    const session = new LegacySession(parts, facts, headersOf(delivery.response, stringAt(result, "protocolVersion")));
    await session.send(Buffer.from(JSON.stringify({ jsonrpc: "2.0", method: methods.initialized })));
    void session.#listen(onMessage, onEnd);
    return valued(session);
  }

  /** Sends a request or notification. Resumes its stream if the server supports that. */
  async deliver(upstreamRequest: Omit<UpstreamRequest, "headers" | "inSession">): Promise<Delivery> {
    const fullRequest = {
      ...upstreamRequest,
      headers: this.#headers,
      inSession: this.#headers["mcp-session-id"] !== undefined,
    };
    let delivery = await deliver(this.#parts.channel, this.#parts.entry, fullRequest);
    let lastEventId = "";
    for (let tries = 0; delivery.kind === "lost" && tries < maxResumptions; tries += 1) {
      if (delivery.lastEventId !== lastEventId) tries = 0;
      lastEventId = delivery.lastEventId;
      await pause(delivery.retry ?? reopenPause(tries - 1), upstreamRequest.signal);
      upstreamRequest.signal.throwIfAborted();
      const { body: _, ...resumed } = fullRequest;
      const headers = { ...this.#headers, "last-event-id": lastEventId };
      const next = await deliver(this.#parts.channel, this.#parts.entry, { ...resumed, method: "GET", headers });
      // The server does not resume it, so the lost answer stays lost.
      if (next.kind !== "answered" && next.kind !== "lost") break;
      delivery = next;
    }
    return delivery;
  }

  /** Sends a notification, or an answer to the server's own request. */
  async send(body: Buffer): Promise<void> {
    const signal = AbortSignal.timeout(sendTimeoutMs);
    const delivery = this.deliver({ ...requestDefaults, readOnly: false, body, signal }).catch(() => {});
    this.#sending.add(delivery);
    await delivery;
    this.#sending.delete(delivery);
  }

  /** Keeps the GET stream open, and resumes it where it broke. A server without such a stream answers 405. */
  async #listen(onMessage: (message: Message) => boolean, onEnd: (session: LegacySession) => void): Promise<void> {
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
        // No answer is awaited on this stream, so its end is always "lost".
        readOnly: false,
        signal: this.#closed.signal,
        onMessage: onMessage,
        drained: () => host.drained(),
      }).catch(() => null);
      if (delivery?.kind === "session-gone") onEnd(this);
      if (delivery === null || delivery.kind === "session-gone") return;
      if (delivery.kind === "failure" && (delivery.status === 405 || delivery.status === 404)) return;
      if (delivery.kind === "lost") lastEventId = delivery.lastEventId;
      if (Date.now() - openedAt > 5_000) failures = 0;
      await pause(reopenPause(failures), this.#closed.signal);
    }
  }

  /** Ends the streams and informs the server (DELETE), without waiting for it. */
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
    // Cancellations that are being sent go first.
    void Promise.all(this.#sending)
      .then(() => deliver(channel, entry, upstreamRequest))
      .catch(() => {});
  }
}

/** The headers that every message of the session carries. The version is one of them since 2025-06-18. */
function headersOf(response: IncomingMessage, version: string | undefined): Record<string, string> {
  const session = response.headers["mcp-session-id"];
  return {
    ...(typeof session === "string" && { "mcp-session-id": session }),
    ...(version !== undefined && { "mcp-protocol-version": version }),
  };
}
