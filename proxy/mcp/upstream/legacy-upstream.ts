/** A legacy upstream as one host uses it: a session that is opened when it is needed and opened again when it is gone. */
import { randomUUID } from "node:crypto";
import type { Failure } from "../../bridge/failure-answer.ts";
import type { Delivery } from "../delivery.ts";
import { answerToModern, errorToModern, notificationToModernHost } from "../eras/legacy-to-modern-host.ts";
import { notificationToLegacy, requestToLegacy } from "../eras/modern-host-to-legacy.ts";
import { legacyVersions } from "../eras/names.ts";
import { isObject, type JsonObject, objectAt, stringAt } from "../json.ts";
import { type Message, objectOf } from "../message.ts";
import { InterruptedCalls, InterruptibleCall } from "./interrupted-calls.ts";
import { LegacySession } from "./legacy-session.ts";
import { silence } from "./modern-upstream.ts";
import type { HostRequest, Interest, Reply, Upstream, UpstreamParts } from "./upstream.ts";

export class LegacyUpstream implements Upstream {
  readonly #parts: UpstreamParts;
  readonly #interrupted = new InterruptedCalls();
  readonly #subscribed = new Set<string>();
  #session: Promise<LegacySession | Failure> | null = null;
  #live: LegacySession | null = null;
  #logLevel: string | null = null;
  #closed = false;

  constructor(parts: UpstreamParts) {
    this.#parts = parts;
  }

  async call(request: HostRequest): Promise<Reply> {
    if (this.#parts.host.client.era !== "modern")
      return this.#deliver(request, request.line, (each) => this.#pass(each));
    return this.#callForModern(request);
  }

  /** Opens the session before anything is asked, for the sake of its GET stream. */
  async open(): Promise<LegacySession | Failure> {
    this.#session ??= this.#open();
    const session = await this.#session;
    // A failure is not kept: the next message tries again.
    if ("code" in session) this.#session = null;
    return session;
  }

  async #open(): Promise<LegacySession | Failure> {
    const { client } = this.#parts.host;
    const version = client.version ?? legacyVersions[0];
    const params = { protocolVersion: version, capabilities: client.capabilities, clientInfo: client.info };
    const heard = (message: Message) => this.#heard(message);
    const session = await LegacySession.open(this.#parts, params, heard, (gone) => {
      this.#forget(gone);
      if (!this.#closed) void this.open();
    });
    if ("code" in session) return session;
    this.#live = session;
    if (this.#closed) session.close();
    this.#parts.knowledge.learnt(session.facts);
    this.#logLevel = null;
    for (const uri of this.#subscribed) this.#tell(session, "resources/subscribe", { uri });
    return session;
  }

  #forget(session: LegacySession): void {
    if (session !== this.#live) return;
    this.#live = null;
    this.#session = null;
    session.close();
  }

  async #deliver(request: HostRequest, body: Buffer, onMessage: (message: Message) => boolean): Promise<Reply> {
    const { host, entry, patience } = this.#parts;
    const { id, method, signal, readOnly } = request;
    for (let tries = 0; ; tries += 1) {
      const session = await this.open();
      if ("code" in session) return { kind: "failure", failure: session };
      signal.throwIfAborted();
      this.#followLogLevel(session);
      const cancel = () => void session.send(Buffer.from(cancellation(id)));
      signal.addEventListener("abort", cancel, { once: true });
      let delivery: Delivery;
      try {
        const drained = () => host.drained();
        delivery = await session.deliver({ awaits: id, body, readOnly, signal, patience, onMessage, drained });
      } finally {
        signal.removeEventListener("abort", cancel);
      }
      if (delivery.kind === "session-gone" && tries === 0) {
        this.#forget(session);
        continue;
      }
      if (delivery.kind === "answered") {
        const modern = host.client.era === "modern";
        return { kind: "message", pieces: modern ? answerToModern(method, delivery.message) : delivery.message.pieces };
      }
      if (delivery.kind === "error") return { kind: "error", error: errorToModern(delivery.error) };
      if (delivery.kind === "failure" || delivery.kind === "lost")
        return { kind: "failure", failure: delivery.failure };
      return silence(entry.name);
    }
  }

  /** A modern host is asked by the call's result, and answers by calling again (patterns/mrtr). */
  async #callForModern(request: HostRequest): Promise<Reply> {
    const params = objectAt(request.message, "params");
    const earlier = this.#interrupted.take(stringAt(params, "requestState"));
    if (earlier) {
      this.#respondLater(earlier.answer(objectAt(params, "inputResponses")));
      return this.#interrupted.outcome(earlier, request.signal);
    }
    const treatment = requestToLegacy(request.message);
    const body = treatment.kind === "send" ? Buffer.from(JSON.stringify(treatment.message)) : request.line;
    const call = new InterruptibleCall((signal, asked) =>
      this.#deliver({ ...request, signal }, body, (message) => {
        const { id, method } = message.envelope;
        if (id === null || method === null || method === "ping") return this.#pass(message);
        asked(objectOf(message) ?? {});
        return true;
      }),
    );
    return this.#interrupted.outcome(call, request.signal);
  }

  /** A message of a call's own stream, or of the GET stream, on its way to the host. */
  #pass(message: Message): boolean {
    const { host } = this.#parts;
    const { id, method } = message.envelope;
    if (method === null) return true;
    if (id !== null && method === "ping") {
      this.#respondLater(Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":{}}`));
      return true;
    }
    if (host.client.era !== "modern") return host.pass(message);
    if (id !== null) {
      // Nobody waits on whom this could be asked.
      const error = '{"code":-32601,"message":"This client cannot be asked outside a call."}';
      this.#respondLater(Buffer.from(`{"jsonrpc":"2.0","id":${id},"error":${error}}`));
      return true;
    }
    const treatment = notificationToModernHost(method, host.client.logLevel !== null);
    return treatment.kind === "drop" ? true : host.pass(message);
  }

  #heard(message: Message): boolean {
    const { id, method } = message.envelope;
    if (id !== null || method === null || !changes.test(method)) return this.#pass(message);
    this.#parts.host.changed(method, objectOf(message) ?? {});
    return true;
  }

  #respondLater(body: Buffer): void {
    void this.open().then((session) => ("code" in session ? undefined : session.send(body)));
  }

  notify(method: string, _message: JsonObject, line: Buffer): void {
    if (method === "notifications/initialized") void this.open().catch(() => {});
    // Cancellations are sent where the call is aborted; the handshake is this side's own.
    else if (notificationToLegacy(method).kind !== "drop") this.#respondLater(line);
  }

  respond(line: Buffer): void {
    this.#respondLater(line);
  }

  watch({ resourceSubscriptions }: Interest): void {
    void this.open().then((session) => {
      if ("code" in session || this.#parts.host.client.era !== "modern") return;
      for (const uri of resourceSubscriptions) {
        if (!this.#subscribed.has(uri)) this.#tell(session, "resources/subscribe", { uri });
        this.#subscribed.add(uri);
      }
    });
  }

  /** A modern host says with each request how much it wants logged; a session is told when that changes. */
  #followLogLevel(session: LegacySession): void {
    const { client } = this.#parts.host;
    const level = client.logLevel;
    if (client.era !== "modern" || level === null || level === this.#logLevel) return;
    this.#logLevel = level;
    if (isObject(session.facts.capabilities.logging)) this.#tell(session, "logging/setLevel", { level });
  }

  /** A request of our own whose answer says nothing. */
  #tell(session: LegacySession, method: string, params: JsonObject): void {
    const message = { jsonrpc: "2.0", id: `drawbridge-${randomUUID()}`, method, params };
    void session.send(Buffer.from(JSON.stringify(message)));
  }

  close(): void {
    this.#closed = true;
    this.#interrupted.close();
    this.#live?.close();
  }
}

const changes = /^notifications\/((tools|prompts|resources)\/list_changed|resources\/updated)$/;

const cancellation = (id: string): string =>
  `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":${id}}}`;
