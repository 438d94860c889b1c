/**
 * A legacy upstream as one host uses it: a session that is opened when it is needed, and opened again when it is gone.
 */

import { randomUUID } from "node:crypto";
import type { Failure } from "../../kernel/failure.ts";
import { isObject, type JsonObject, objectAt, stringAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import { type Message, objectOf } from "../../kernel/message.ts";
import { failed, type Result, valued } from "../../kernel/result.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { lostAgain } from "../delivery/verdict.ts";
import { answerToModern, errorToModern, notificationToModernHost } from "../eras/legacy-to-modern-host.ts";
import { notificationToLegacy, requestToLegacy } from "../eras/modern-host-to-legacy.ts";
import { legacyVersions, meta, modernErrors } from "../eras/names.ts";
import { canBeAsked, mayAsk } from "../eras/questions.ts";
import { askForPages, pagesIn, refusesPages } from "../eras/url-required.ts";
import { newestLegacyOf } from "../eras/versions.ts";
import { silenceTimeoutOf } from "./deadline.ts";
import type { Interest } from "./interest.ts";
import { InterruptedCalls, type InterruptibleCall, type PendingQuestion } from "./interrupted-calls.ts";
import { LegacySession, type Refused } from "./legacy-session.ts";
import { refusedAsUnknown } from "./probe.ts";
import { retriedCall } from "./retried-call.ts";
import { SessionSettings, type Tell } from "./session-settings.ts";
import { type HostRequest, type OtherEra, type Reply, silence, type Upstream, type UpstreamParts } from "./upstream.ts";

export class LegacyUpstream implements Upstream {
  readonly era = "legacy";
  readonly #parts: UpstreamParts;
  readonly #interrupted = new InterruptedCalls();
  readonly #settings = new SessionSettings();
  #session: Promise<Result<LegacySession>> | null = null;
  #live: LegacySession | null = null;
  /** How many running requests asked for log messages (a modern host asks in each request). */
  #logging = 0;
  /** Whether the server does not know the handshake. */
  #refused = false;
  /** The version that the server speaks, if it refused the one that the host asked for. */
  #version: string | null = null;
  /** Whether there was a session before, so that a new one may miss changes. */
  #hadSession = false;
  #closed = false;

  constructor(parts: UpstreamParts) {
    this.#parts = parts;
  }

  call(request: HostRequest): Promise<Reply | OtherEra> {
    return this.#parts.host.client.era === "modern" ? this.#callForModern(request) : this.#callForLegacy(request);
  }

  async #callForLegacy(request: HostRequest): Promise<Reply | OtherEra> {
    const { method, message, line } = request;
    const reply = await this.#deliver(request, line, (each) => this.#pass(each));
    if (reply.kind === "message") this.#settings.noted(method, objectAt(message, "params"));
    return reply;
  }

  /** Opens the session before the first request, because of its GET stream. */
  async open(): Promise<Result<LegacySession>> {
    this.#session ??= this.#open();
    const session = await this.#session;
    // A failure is not kept, so the next message tries again.
    if (session.kind === "failure") this.#session = null;
    return session;
  }

  async #open(): Promise<Result<LegacySession>> {
    const { host, serverFacts } = this.#parts;
    let opened = await this.#greet(this.#version ?? host.client.version ?? legacyVersions[0]);
    const version = opened.kind === "refused" ? newestLegacyOf(opened.versions) : null;
    if (version !== null) {
      this.#version = version;
      opened = await this.#greet(version);
    }
    this.#refused = opened.kind === "refused";
    if (opened.kind !== "value") return failed(opened.failure);
    const session = opened.value;
    this.#live = session;
    if (this.#closed) session.close();
    serverFacts.setFacts(session.facts);
    await this.#settings.restore(session.facts.capabilities, teller(session));
    if (this.#hadSession) void host.relist();
    this.#hadSession = true;
    return valued(session);
  }

  #greet(version: string): Promise<Result<LegacySession> | Refused> {
    const { client } = this.#parts.host;
    const params = { protocolVersion: version, capabilities: client.capabilities, clientInfo: client.info };
    const onMessage = (message: Message) => this.#heard(message);
    return LegacySession.open(this.#parts, params, onMessage, (gone) => {
      this.#forget(gone);
      if (!this.#closed) void this.open();
    });
  }

  #forget(session: LegacySession): void {
    if (session !== this.#live) return;
    this.#live = null;
    this.#session = null;
    session.close();
  }

  async #deliver(
    request: HostRequest,
    body: Buffer,
    onMessage: (message: Message) => boolean,
  ): Promise<Reply | OtherEra> {
    const { host, entry } = this.#parts;
    const { id, signal, readOnly } = request;
    const silenceTimeoutMs = silenceTimeoutOf(request, this.#parts);
    for (let tries = 0; ; tries += 1) {
      const opened = await this.open();
      if (opened.kind === "failure") return this.#refused ? { kind: "other-era", otherwise: opened } : opened;
      const session = opened.value;
      signal.throwIfAborted();
      if (host.client.era === "modern") {
        await this.#settings.log(logLevelOf(request), session.facts.capabilities, teller(session));
      }
      const cancel = () => void session.send(Buffer.from(cancellation(id)));
      signal.addEventListener("abort", cancel, { once: true });
      let delivery: Delivery;
      try {
        const drained = () => host.drained();
        const retried = retriedCall(request, this.#parts);
        delivery = await session.deliver({
          ...{ awaits: id, body, readOnly, signal, silenceTimeoutMs, onMessage, drained },
          ...retried,
        });
      } finally {
        signal.removeEventListener("abort", cancel);
      }
      // The call is cancelled, because no one waits for it any more (2025-11-25, lifecycle, timeouts). A modern server
      // notices that by the end of the stream.
      if (delivery.kind === "failure" && delivery.failure.code === "timed-out") cancel();
      const gone = session.lossIn(delivery);
      if (gone !== null) {
        this.#forget(session);
        if (tries > 0) return failed(lostAgain(entry.name, gone.words));
        if (gone.failure === null || readOnly) continue;
        // What the words of a server mean is not certain enough to send a change twice. The next call has a session.
        void this.open();
        return failed(gone.failure);
      }
      // Many servers answer 400 with such an error instead of 404. In both cases nothing ran.
      if (refusedAsUnknown(delivery) && tries === 0) {
        this.#forget(session);
        continue;
      }
      if (delivery.kind === "answered") return this.#answered(request, delivery.message);
      if (delivery.kind === "error") {
        const reply = this.#error(request, delivery.error);
        const newer = typeof delivery.error.code === "number" && modernErrors.includes(delivery.error.code);
        return newer ? { kind: "other-era", otherwise: reply } : reply;
      }
      if (delivery.kind === "failure" || delivery.kind === "lost") return failed(delivery.failure);
      return silence(entry.name, readOnly);
    }
  }

  #answered(request: HostRequest, message: Message): Reply {
    if (this.#parts.host.client.era !== "modern") return { kind: "message", pieces: message.pieces };
    // The body of a result is never parsed.
    if (message.envelope.resultAt >= 0) return { kind: "message", pieces: answerToModern(request.method, message) };
    const error = objectOf(message)?.error;
    return isObject(error) ? this.#error(request, error) : { kind: "message", pieces: message.pieces };
  }

  #error({ method }: HostRequest, error: JsonObject): Reply {
    const { host, entry } = this.#parts;
    const pages = host.client.era === "modern" && mayAsk.has(method) ? pagesIn(error) : null;
    if (pages === null) return { kind: "error", error: errorToModern(error) };
    if (pages.every((page) => canBeAsked(page, host.client.capabilities))) {
      return { kind: "result", result: askForPages(pages) };
    }
    return failed(
      pagesFirst(
        entry.name,
        pages.map(({ params }) => String(params.url)),
      ),
    );
  }

  /** A modern host gets a question as the call's result, and answers by calling again (patterns/mrtr). */
  async #callForModern(request: HostRequest): Promise<Reply | OtherEra> {
    const params = objectAt(request.message, "params");
    const responses = objectAt(params, "inputResponses");
    const state = stringAt(params, "requestState");
    if (state !== undefined) return this.#goOn(state, responses, request.signal);
    if (refusesPages(responses)) return { kind: "error", error: pageRefused };
    const treatment = requestToLegacy(request.message);
    const body = treatment.kind === "send" ? Buffer.from(JSON.stringify(treatment.message)) : request.line;
    const logs = logLevelOf(request) !== null;
    if (logs) this.#logging += 1;
    try {
      const call = this.#interrupted.begin((signal, own) =>
        this.#deliver({ ...request, signal }, body, (message) => this.#passDuring(own, request.method, logs, message)),
      );
      return await this.#interrupted.outcome(call, request.signal);
    } finally {
      if (logs) this.#logging -= 1;
    }
  }

  async #goOn(state: string, responses: JsonObject, signal: AbortSignal): Promise<Reply | OtherEra> {
    const earlier = this.#interrupted.take(state);
    // The upstream's call ended with the broker or the session that waited for it. Calling again would run it twice.
    if (earlier === null) return failed(noLongerWaiting(this.#parts.entry.name));
    this.#respondLater(earlier.answer(responses));
    return this.#interrupted.outcome(earlier, signal);
  }

  /** Handles a message that comes during a modern host's own call. */
  #passDuring(call: InterruptibleCall, method: string, logs: boolean, message: Message): boolean {
    const { envelope } = message;
    if (envelope.id === null && envelope.method === methods.logMessage && !logs) return true;
    if (envelope.id === null || envelope.method === null || envelope.method === methods.ping)
      return this.#pass(message);
    return this.#ask(mayAsk.has(method) ? call : null, message);
  }

  /**
   * Asks a modern host a question by the result of a call. Refuses if there is no call, or if the host does not support
   * the question.
   */
  #ask(call: InterruptibleCall | null, message: Message): boolean {
    const value = objectOf(message) ?? {};
    const question: PendingQuestion = { id: value.id, method: String(value.method), params: objectAt(value, "params") };
    if (call && canBeAsked(question, this.#parts.host.client.capabilities)) {
      call.ask(question);
    } else {
      const error = '{"code":-32601,"message":"This client cannot be asked that."}';
      this.#respondLater(Buffer.from(`{"jsonrpc":"2.0","id":${message.envelope.id},"error":${error}}`));
    }
    return true;
  }

  /** Passes a message of a legacy host's call, or of the GET stream, to the host. */
  #pass(message: Message): boolean {
    const { host } = this.#parts;
    const { id, method } = message.envelope;
    if (method === null) return true;
    if (id !== null && method === methods.ping) {
      this.#respondLater(Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":{}}`));
      return true;
    }
    if (host.client.era !== "modern") return host.pass(message);
    // On the GET stream a question names no call, and the SDK's own methods ask there.
    if (id !== null) return this.#ask(this.#interrupted.latest, message);
    const treatment = notificationToModernHost(method, this.#logging > 0);
    return treatment.kind === "drop" ? true : host.pass(message);
  }

  #heard(message: Message): boolean {
    const { id, method } = message.envelope;
    if (id !== null || method === null || !changes.has(method)) return this.#pass(message);
    this.#parts.host.changed(method, objectOf(message) ?? {});
    return true;
  }

  #respondLater(body: Buffer): void {
    void this.open().then((session) => (session.kind === "failure" ? undefined : session.value.send(body)));
  }

  notify(method: string, _message: JsonObject, line: Buffer): void {
    if (method === methods.initialized) void this.open().catch(() => {});
    // Cancellations are sent where the call is aborted. The handshake belongs to this side.
    else if (notificationToLegacy(method).kind !== "drop") this.#respondLater(line);
  }

  respond(line: Buffer): void {
    this.#respondLater(line);
  }

  watch({ resourceSubscriptions }: Interest): void {
    void this.open().then((opened) => {
      if (opened.kind === "failure" || this.#parts.host.client.era !== "modern") return;
      const session = opened.value;
      this.#settings.watch(resourceSubscriptions, session.facts.capabilities, teller(session));
    });
  }

  close(): void {
    this.#closed = true;
    this.#interrupted.close();
    this.#live?.close();
  }
}

/** Sends requests of our own whose answers do not matter. */
const teller =
  (session: LegacySession): Tell =>
  (method, params) =>
    session.send(Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: `drawbridge-${randomUUID()}`, method, params })));

const logLevelOf = ({ message }: HostRequest): string | null =>
  stringAt(objectAt(objectAt(message, "params"), "_meta"), meta.logLevel) ?? null;

const changes: ReadonlySet<string> = new Set([
  methods.toolsChanged,
  methods.promptsChanged,
  methods.resourcesChanged,
  methods.resourceUpdated,
]);

const cancellation = (id: string): string =>
  `{"jsonrpc":"2.0","method":"${methods.cancelled}","params":{"requestId":${id}}}`;

const pageRefused: JsonObject = { code: -32600, message: "The page was not opened, so the call did not run." };

const pagesFirst = (server: string, urls: readonly string[]): Failure => ({
  code: "bad-upstream",
  message: `${server} needs you to open ${urls.join(" and ")} first; the call did not run. Open it, then call again.`,
});

const noLongerWaiting = (server: string): Failure => ({
  code: "may-have-run",
  message: `${server} no longer waits for this answer. The call may have run in part: check its effect, then call again without the answer.`,
});
