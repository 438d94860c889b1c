/** A 2026-07-28 upstream. Every request is independent, and the end of its stream is its cancellation. */
import { randomUUID } from "node:crypto";
import { type JsonObject, objectAt } from "../../kernel/json.ts";
import { objectOf } from "../../kernel/message.ts";
import { failed } from "../../kernel/result.ts";
import { type Delivery, deliver, type UpstreamRequest } from "../delivery/delivery.ts";
import { modernHeaders } from "../eras/headers.ts";
import { notificationToModern, requestToModern } from "../eras/legacy-host-to-modern.ts";
import { isLoose, resultToLegacy } from "../eras/loose-schemas.ts";
import {
  type InputRequired,
  missingCapability,
  readInputRequired,
  retried,
  unanswerable,
} from "../eras/modern-to-legacy-host.ts";
import { headerMismatch, versionUnsupported } from "../eras/names.ts";
import { questionToLegacy } from "../eras/questions.ts";
import { silenceTimeoutOf } from "./deadline.ts";
import type { Interest } from "./interest.ts";
import { withoutId } from "./interrupted-calls.ts";
import { readProbe, refusedAsUnknown } from "./probe.ts";
import { retriedCall } from "./retried-call.ts";
import {
  type HostRequest,
  isToolRequest,
  type OtherEra,
  type Reply,
  requestDefaults,
  silence,
  type Upstream,
  type UpstreamParts,
} from "./upstream.ts";
import { withWorkspace } from "./workspace.ts";

/** How many rounds of questions an upstream gets for one call. */
const maxRounds = 10;

/** The host's answers, by the key of their question. */
interface Responses {
  readonly kind: "responses";
  readonly responses: JsonObject;
}

export class ModernUpstream implements Upstream {
  readonly era = "modern";
  readonly #parts: UpstreamParts;
  readonly #closed = new AbortController();

  constructor(parts: UpstreamParts) {
    this.#parts = parts;
  }

  async call(bare: HostRequest): Promise<Reply | OtherEra> {
    const request = withWorkspace(bare, this.#parts.workspace);
    const decision = isToolRequest(request) ? await this.#parts.route.recall(request) : null;
    if (decision) return { kind: "result", result: decision.result };
    if (this.#parts.host.client.era === "modern") {
      return this.#reply(request, await this.#send(request, request.id, request.message, request.line));
    }
    const treatment = requestToModern(request.method, request.message, this.#parts.host.client);
    if (treatment.kind === "answer") return { kind: "result", result: treatment.result };
    return this.#callForLegacy(request, treatment.kind === "send" ? treatment.message : request.message);
  }

  /** Asks the host what the upstream wants to know, again and again, until the upstream answers. */
  async #callForLegacy(request: HostRequest, first: JsonObject): Promise<Reply | OtherEra> {
    let message = first;
    let id = request.id;
    for (let round = 0; round < maxRounds; round += 1) {
      const delivery = await this.#send(request, id, message, Buffer.from(JSON.stringify(message)));
      const required = inputRequiredIn(delivery);
      if (required === null) {
        const reply = this.#replyToLegacy(request, delivery);
        return round === 0 ? reply : withoutId(reply);
      }
      const answers = await this.#ask(required, request.signal);
      if (answers.kind !== "responses") return answers;
      const next = `drawbridge-${randomUUID()}`;
      message = retried(first, next, answers.responses, required.state);
      id = JSON.stringify(next);
    }
    return cannotAsk(this.#parts.entry.name, `more than ${maxRounds} rounds of questions`);
  }

  /** The host's answer to each question, or why there is none. */
  async #ask(required: InputRequired, signal: AbortSignal): Promise<Responses | Reply> {
    const { host, entry } = this.#parts;
    const impossible = unanswerable(required.questions, host.client.capabilities);
    if (impossible) return cannotAsk(entry.name, impossible.method);
    const responses: Record<string, unknown> = {};
    for (const { key, ...question } of required.questions) {
      const { method, params } = questionToLegacy(question, randomUUID());
      const response = await host.ask(method, params, signal);
      if (response.result === undefined) return { kind: "error", error: objectAt(response, "error") };
      responses[key] = response.result;
    }
    return { kind: "responses", responses };
  }

  /** Sends the call. If the server wants a person's approval first, it waits for that and sends the call again. */
  #send(request: HostRequest, id: string, message: JsonObject, body: Buffer): Promise<Delivery> {
    const send = (...args: [id: string, message: JsonObject, body: Buffer]) => this.#sendOnce(request, ...args);
    if (!isToolRequest(request)) return send(id, message, body);
    return this.#parts.route.send({ request, id, message, body, send });
  }

  /**
   * Sends once, and a second time with the headers of the tool's newest schema if the upstream found the first ones
   * wrong (custom headers).
   */
  async #sendOnce(request: HostRequest, id: string, message: JsonObject, body: Buffer): Promise<Delivery> {
    const delivery = await this.#post(request, id, message, body);
    const stale = delivery.kind === "error" && delivery.error.code === headerMismatch && request.toolCall !== null;
    if (!stale) return delivery;
    await this.#parts.host.relist();
    return this.#post(request, id, message, body);
  }

  #post(request: HostRequest, id: string, message: JsonObject, body: Buffer): Promise<Delivery> {
    const { channel, entry, host } = this.#parts;
    const params = objectAt(message, "params");
    const tool = this.#toolOf(request);
    const upstreamRequest: UpstreamRequest = {
      awaits: id,
      body,
      headers: modernHeaders(request.method, params, tool ? objectAt(tool, "inputSchema") : {}),
      readOnly: request.readOnly,
      ...retriedCall(request, this.#parts),
      inSession: false,
      signal: request.signal,
      silenceTimeoutMs: silenceTimeoutOf(request, this.#parts),
      onMessage: (each) => host.pass(each),
      drained: () => host.drained(),
    };
    return deliver(channel, entry, upstreamRequest);
  }

  #toolOf({ toolCall }: HostRequest): JsonObject | null {
    return toolCall && this.#parts.serverFacts.tool(toolCall.tool);
  }

  #replyToLegacy(request: HostRequest, delivery: Delivery): Reply | OtherEra {
    const missing = delivery.kind === "error" ? missingCapability(delivery.error) : null;
    if (missing !== null) return cannotAsk(this.#parts.entry.name, missing);
    const tool = this.#toolOf(request);
    const reply = this.#reply(request, delivery);
    if (tool === null || !isLoose(tool)) return reply;
    const read = withoutId(reply);
    return read.kind === "result" ? { kind: "result", result: resultToLegacy(read.result) } : read;
  }

  #reply({ readOnly }: HostRequest, delivery: Delivery): Reply | OtherEra {
    switch (delivery.kind) {
      case "answered":
        return { kind: "message", pieces: delivery.message.pieces };
      case "error":
      case "failure":
        return soundsOlder(this.#parts.entry.name, delivery) ? { kind: "other-era", otherwise: delivery } : delivery;
      case "lost":
        return failed(delivery.failure);
      default:
        return silence(this.#parts.entry.name, readOnly);
    }
  }

  notify(method: string, message: JsonObject, line: Buffer): void {
    if (notificationToModern(method).kind === "drop") return;
    const { channel, entry, silenceTimeoutMs } = this.#parts;
    const upstreamRequest: UpstreamRequest = {
      ...requestDefaults,
      body: line,
      headers: modernHeaders(method, objectAt(message, "params"), {}),
      signal: this.#closed.signal,
      silenceTimeoutMs,
    };
    deliver(channel, entry, upstreamRequest).catch(() => {});
  }

  /** Modern upstreams ask only in their results, so there is nothing to respond to. */
  respond(): void {}

  watch(interest: Interest): void {
    if (!this.#closed.signal.aborted) this.#parts.changes.watch(this.#parts.host, interest);
  }

  close(): void {
    this.#closed.abort();
    this.#parts.changes.leave(this.#parts.host);
  }
}

/**
 * A server of an older revision refuses what it does not know by an error of its own, or with a plain 4xx. Or it says by
 * its list of versions that it speaks only older ones.
 */
const soundsOlder = (server: string, delivery: Delivery): boolean =>
  delivery.kind === "error"
    ? refusedAsUnknown(delivery) || (delivery.error.code === versionUnsupported && isLegacy(server, delivery))
    : isLegacy(server, delivery);

const isLegacy = (server: string, delivery: Delivery): boolean => readProbe(server, delivery).kind === "legacy";

function inputRequiredIn(delivery: Delivery): InputRequired | null {
  if (delivery.kind !== "answered" || delivery.message.envelope.resultType !== '"input_required"') return null;
  return readInputRequired(objectOf(delivery.message) ?? {});
}

const cannotAsk = (server: string, what: string): Reply =>
  failed({
    code: "bad-upstream",
    message: `${server} needs an answer that this agent cannot give (${what}). Try from a client that can be asked.`,
  });
