/** A 2026-07-28 upstream: every request stands alone, and the end of its stream is its cancellation. */
import { type Delivery, deliver, type Parcel } from "../delivery.ts";
import { modernHeaders } from "../eras/headers.ts";
import { notificationToModern, requestToModern, withMeta } from "../eras/legacy-host-to-modern.ts";
import { readInputRequired, retried, unanswerable } from "../eras/modern-to-legacy-host.ts";
import { meta } from "../eras/names.ts";
import { type JsonObject, objectAt, stringAt } from "../json.ts";
import { objectOf } from "../message.ts";
import { withWorkspace } from "../workspace.ts";
import { sendApproved } from "./approved-call.ts";
import {
  filterOf,
  type HostRequest,
  type Interest,
  pause,
  type Reply,
  reopenPause,
  type Upstream,
  type UpstreamParts,
} from "./upstream.ts";

/** An upstream that asks again and again gets this many rounds for one call. */
const mostRounds = 10;

export class ModernUpstream implements Upstream {
  readonly #parts: UpstreamParts;
  readonly #closed = new AbortController();
  #listening: AbortController | null = null;
  #interest = "";
  #streams = 0;

  constructor(parts: UpstreamParts) {
    this.#parts = parts;
  }

  async call(bare: HostRequest): Promise<Reply> {
    const request = withWorkspace(bare, this.#parts.workspace);
    const known = request.method === "tools/call" ? await this.#parts.gate.recall(request) : null;
    if (known) return { kind: "result", result: known.result };
    if (this.#parts.host.client.era === "modern") {
      return this.#reply(await this.#post(request, request.message, request.line));
    }
    const treatment = requestToModern(request.method, request.message, this.#parts.host.client);
    if (treatment.kind === "answer") return { kind: "result", result: treatment.result };
    return this.#callForLegacy(request, treatment.kind === "send" ? treatment.message : request.message);
  }

  /** Goes on asking the host what the upstream wants to know, until the upstream answers. */
  async #callForLegacy(request: HostRequest, first: JsonObject): Promise<Reply> {
    const { host } = this.#parts;
    let message = first;
    for (let round = 0; round < mostRounds; round += 1) {
      const delivery = await this.#post(request, message, Buffer.from(JSON.stringify(message)));
      if (delivery.kind !== "answered" || delivery.message.envelope.resultType !== '"input_required"') {
        return this.#reply(delivery);
      }
      const required = readInputRequired(objectOf(delivery.message) ?? {});
      if (required === null) return this.#reply(delivery);
      const impossible = unanswerable(required.questions, host.client.capabilities);
      if (impossible) return cannotAsk(this.#parts.entry.name, impossible.method);
      const answers: Record<string, unknown> = {};
      for (const { key, method, params } of required.questions) {
        const response = await host.ask(method, params, request.signal);
        if (response.result === undefined) return { kind: "error", error: objectAt(response, "error") };
        answers[key] = response.result;
      }
      message = retried(first, answers, required.state);
    }
    return cannotAsk(this.#parts.entry.name, `more than ${mostRounds} rounds of questions`);
  }

  #post(request: HostRequest, message: JsonObject, body: Buffer): Promise<Delivery> {
    if (request.method !== "tools/call") return this.#postOnce(request, request.id, message, body);
    const send = (...sent: [id: string, message: JsonObject, body: Buffer]) => this.#postOnce(request, ...sent);
    return sendApproved({ request, id: request.id, message, body, gate: this.#parts.gate, send });
  }

  #postOnce(request: HostRequest, id: string, message: JsonObject, body: Buffer): Promise<Delivery> {
    const { channel, entry, knowledge, host, patience } = this.#parts;
    const params = objectAt(message, "params");
    const tool = request.method === "tools/call" ? knowledge.tool(stringAt(params, "name") ?? "") : null;
    const parcel: Parcel = {
      awaits: id,
      body,
      headers: modernHeaders(request.method, params, tool ? objectAt(tool, "inputSchema") : {}),
      readOnly: request.readOnly,
      inSession: false,
      signal: request.signal,
      patience,
      onMessage: (each) => host.pass(each),
      drained: () => host.drained(),
    };
    return deliver(channel, entry, parcel);
  }

  #reply(delivery: Delivery): Reply {
    switch (delivery.kind) {
      case "answered":
        return { kind: "message", pieces: delivery.message.pieces };
      case "error":
      case "failure":
        return delivery;
      case "lost":
        return { kind: "failure", failure: delivery.failure };
      default:
        return silence(this.#parts.entry.name);
    }
  }

  notify(method: string, message: JsonObject, line: Buffer): void {
    if (notificationToModern(method).kind === "drop") return;
    const { channel, entry, patience } = this.#parts;
    const parcel: Parcel = {
      ...nobody,
      body: line,
      headers: modernHeaders(method, objectAt(message, "params"), {}),
      signal: this.#closed.signal,
      patience,
    };
    deliver(channel, entry, parcel).catch(() => {});
  }

  /** Modern upstreams ask nothing but in their results. */
  respond(): void {}

  watch(interest: Interest): void {
    const key = JSON.stringify(interest);
    if (key === this.#interest || this.#closed.signal.aborted) return;
    this.#interest = key;
    this.#listening?.abort();
    if (Object.keys(filterOf(interest)).length === 0) return;
    this.#listening = new AbortController();
    void this.#listen(interest, AbortSignal.any([this.#listening.signal, this.#closed.signal]));
  }

  /** Keeps one `subscriptions/listen` stream open (patterns/subscriptions). */
  async #listen(interest: Interest, signal: AbortSignal): Promise<void> {
    const { channel, entry, host } = this.#parts;
    for (let failures = 0; !signal.aborted; failures += 1) {
      this.#streams += 1;
      const id = `drawbridge-listen-${this.#streams}`;
      const message = withMeta(
        { jsonrpc: "2.0", id, method: "subscriptions/listen", params: { notifications: filterOf(interest) } },
        host.client,
      );
      const parcel: Parcel = {
        ...nobody,
        awaits: JSON.stringify(id),
        body: Buffer.from(JSON.stringify(message)),
        headers: modernHeaders("subscriptions/listen", {}, {}),
        signal,
        onMessage: (each) => {
          failures = 0;
          const { method } = each.envelope;
          if (method === null || method === "notifications/subscriptions/acknowledged") return true;
          host.changed(method, withoutSubscription(objectOf(each) ?? {}));
          return true;
        },
      };
      const delivery = await deliver(channel, entry, parcel).catch(() => null);
      // An upstream that knows no subscriptions will not learn them.
      if (delivery?.kind === "error") return;
      await pause(reopenPause(failures), signal);
    }
  }

  close(): void {
    this.#closed.abort();
  }
}

/** A parcel whose sender awaits nothing. */
export const nobody = {
  awaits: null,
  readOnly: true,
  inSession: false,
  patience: null,
  onMessage: () => true,
  drained: () => Promise.resolve(),
} as const;

function withoutSubscription(message: JsonObject): JsonObject {
  const params = objectAt(message, "params");
  const { [meta.subscriptionId]: _id, ...rest } = objectAt(params, "_meta");
  const { _meta, ...others } = params;
  return { ...message, params: Object.keys(rest).length > 0 ? { ...others, _meta: rest } : others };
}

const cannotAsk = (server: string, what: string): Reply => ({
  kind: "failure",
  failure: {
    code: "bad-upstream",
    message: `${server} needs an answer that this agent cannot give (${what}). Try from a client that can be asked.`,
  },
});

export const silence = (server: string): Reply => ({
  kind: "failure",
  failure: { code: "bad-upstream", message: `${server} took the request and answered nothing. Tell its owner.` },
});
