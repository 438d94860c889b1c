/** One session of an upstream of 2025-11-25 or older (Streamable HTTP): handshake, GET stream, resumption, DELETE. */

import type { IncomingMessage } from "node:http";
import type { Failure } from "../../kernel/failure.ts";
import { isObject, type JsonObject, objectAt, stringAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import { type Message, objectOf } from "../../kernel/message.ts";
import { failed, type Result, valued } from "../../kernel/result.ts";
import { type Delivery, deliver, type UpstreamRequest } from "../delivery/delivery.ts";
import type { SessionGone } from "../delivery/verdict.ts";
import { type Facts, readInitialize } from "../eras/handshake.ts";
import { unknownVersions, versionsIn } from "../eras/versions.ts";
import { resume, resumePause } from "./resumption.ts";
import { pause, requestDefaults, type UpstreamParts } from "./upstream.ts";

/** How long (ms) a message that needs no answer may take. */
const sendTimeoutMs = 10_000;

/** The answers of a server that has no GET stream. */
const noStreamStatuses: ReadonlySet<number> = new Set([404, 405]);

/** The HTTP status of a refusal; 0 for anything else. */
const statusOf = (delivery: Delivery): number =>
  delivery.kind === "error" || delivery.kind === "failure" ? (delivery.status ?? 0) : 0;

/** The server refused the handshake. */
export interface Refused {
  readonly kind: "refused";
  readonly failure: Failure;
  /** The versions that it named in place of the refused one. */
  readonly versions: readonly string[];
}

export class LegacySession {
  readonly facts: Facts;
  readonly #parts: UpstreamParts;
  readonly #closed = new AbortController();
  readonly #sending = new Set<Promise<unknown>>();
  readonly #headers: Readonly<Record<string, string>>;
  /** How many answers in a row were a 503. */
  #timesAway = 0;

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
      handshake: true,
      retryTimeoutMs: parts.retryTimeoutMs,
      signal: new AbortController().signal,
      silenceTimeoutMs: parts.silenceTimeoutMs,
    });
    const versions = versionsIn(refusalText(delivery), stringAt(params, "protocolVersion") ?? "");
    if (versions.length > 0) {
      return { kind: "refused", failure: unknownVersions(parts.entry.name, versions), versions };
    }
    if (delivery.kind === "failure" || delivery.kind === "lost") return failed(delivery.failure);
    const result = delivery.kind === "answered" ? objectAt(objectOf(delivery.message) ?? {}, "result") : {};
    const facts = readInitialize(result);
    if (delivery.kind !== "answered" || facts === null) {
      const message = `${parts.entry.name} refused the MCP handshake, so the call did not run. Tell its owner.`;
      return { kind: "refused", failure: { code: "bad-upstream", message }, versions };
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
    const send = (request: UpstreamRequest) => deliver(this.#parts.channel, this.#parts.entry, request);
    const delivery = await send(fullRequest);
    if (delivery.kind !== "lost") return delivery;
    const resumed = await resume(delivery, fullRequest, send);
    // A read may be sent again if its answer cannot be had otherwise.
    return resumed.kind === "lost" && upstreamRequest.readOnly ? send(fullRequest) : resumed;
  }

  /**
   * Whether a delivery shows that the session is gone; null if it does not. A 503 shows it at the second time in a row,
   * because a load balancer that has lost the session's server answers so for ever, and a busy server only for a moment.
   */
  lossIn(delivery: Delivery): SessionGone | null {
    if (delivery.kind === "session-gone") return delivery;
    const isAway =
      delivery.kind === "failure" && delivery.status === 503 && this.#headers["mcp-session-id"] !== undefined;
    this.#timesAway = isAway ? this.#timesAway + 1 : 0;
    return isAway && this.#timesAway > 1 ? { kind: "session-gone", failure: delivery.failure, words: "" } : null;
  }

  /** Sends a notification, or an answer to the server's own request. */
  async send(body: Buffer): Promise<void> {
    const signal = AbortSignal.timeout(sendTimeoutMs);
    const delivery = this.deliver({ ...requestDefaults, readOnly: false, body, signal }).catch(() => {});
    this.#sending.add(delivery);
    await delivery;
    this.#sending.delete(delivery);
  }

  /**
   * Keeps the GET stream open, and resumes it where it broke. A server without such a stream answers 405, or 404 from the
   * start. What changed while the stream was closed was announced to no one, so the tools are read again.
   */
  async #listen(onMessage: (message: Message) => boolean, onEnd: (session: LegacySession) => void): Promise<void> {
    const { host } = this.#parts;
    let lastEventId: string | null = null;
    let isGap = false;
    let wasOpen = false;
    const onOpen = () => {
      if (isGap) void host.relist();
      isGap = false;
      wasOpen = true;
    };
    for (let failures = 0; !this.#closed.signal.aborted; failures += 1) {
      const openedAt = Date.now();
      const delivery: Delivery | null = await this.#stream(lastEventId, onMessage, onOpen).catch(() => null);
      if (delivery === null || noStreamStatuses.has(statusOf(delivery))) return;
      if (delivery.kind === "session-gone") {
        // A server that does not know the session that it has just opened has no stream.
        if (isGap || wasOpen) onEnd(this);
        return;
      }
      // The server answers, but gives no stream: another one counts as open for a while.
      if (wasOpen && statusOf(delivery) > 0) void host.relist();
      isGap = true;
      if (delivery.kind === "lost") lastEventId = delivery.lastEventId;
      if (Date.now() - openedAt > 5_000) failures = 0;
      await pause(resumePause(delivery.kind === "lost" ? delivery.retry : null, failures), this.#closed.signal);
    }
  }

  #stream(lastEventId: string | null, onMessage: (message: Message) => boolean, onOpen: () => void): Promise<Delivery> {
    const { channel, entry, host } = this.#parts;
    const resumed = lastEventId === null ? {} : { "last-event-id": lastEventId };
    return deliver(channel, entry, {
      ...requestDefaults,
      method: "GET",
      headers: { ...this.#headers, ...resumed },
      lastEventId,
      inSession: true,
      // No answer is awaited on this stream, so its end is always "lost".
      readOnly: false,
      signal: this.#closed.signal,
      onMessage,
      onOpen,
      drained: () => host.drained(),
    });
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

/** The error of a refusal as JSON, or its plain text; empty if it is none. */
function refusalText(delivery: Delivery): string {
  if (delivery.kind === "failure") return (delivery.status ?? 0) < 500 ? (delivery.words ?? "") : "";
  if (delivery.kind === "error") return JSON.stringify(delivery.error);
  if (delivery.kind !== "answered" || delivery.message.envelope.resultAt >= 0) return "";
  const error = objectOf(delivery.message)?.error;
  return isObject(error) ? JSON.stringify(error) : "";
}

/** The headers that every message of the session carries. The version is one of them since 2025-06-18. */
function headersOf(response: IncomingMessage, version: string | undefined): Record<string, string> {
  const session = response.headers["mcp-session-id"];
  return {
    ...(typeof session === "string" && { "mcp-session-id": session }),
    ...(version !== undefined && { "mcp-protocol-version": version }),
  };
}
