/**
 * The changes that a modern upstream reports, on one `subscriptions/listen` stream that is kept open
 * (patterns/subscriptions). If the filter changes, the old stream is closed only after the new one is acknowledged, so
 * that no change is lost between the two. After a stream broke, everything that it covered counts as changed.
 */

import { type JsonObject, objectAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import { objectOf } from "../../kernel/message.ts";
import { type Delivery, deliver } from "../delivery/delivery.ts";
import { modernHeaders } from "../eras/headers.ts";
import { withMeta } from "../eras/legacy-host-to-modern.ts";
import { meta } from "../eras/names.ts";
import { filterOf, type Interest, pause, reopenPause, requestDefaults, type UpstreamParts } from "./upstream.ts";

export class ChangeStream {
  readonly #parts: UpstreamParts;
  readonly #closed = new AbortController();
  #listening: AbortController | null = null;
  #interest = "";
  #streams = 0;

  constructor(parts: UpstreamParts) {
    this.#parts = parts;
  }

  watch(interest: Interest): void {
    const key = JSON.stringify(filterOf(interest));
    if (key === this.#interest || this.#closed.signal.aborted) return;
    this.#interest = key;
    const before = this.#listening;
    this.#listening = null;
    if (key === "{}") {
      before?.abort();
      return;
    }
    this.#listening = new AbortController();
    const signal = AbortSignal.any([this.#listening.signal, this.#closed.signal]);
    void this.#listen(interest, signal, () => before?.abort()).finally(() => before?.abort());
  }

  async #listen(interest: Interest, signal: AbortSignal, opened: () => void): Promise<void> {
    let broke = false;
    for (let failures = 0; !signal.aborted; failures += 1) {
      const again = broke;
      const ended = await this.#stream(interest, signal, () => {
        failures = 0;
        opened();
        if (again) this.#missed(interest);
      });
      // An upstream that does not support subscriptions will not support them later.
      if (ended === "refused") return;
      broke = true;
      await pause(reopenPause(failures), signal);
    }
  }

  async #stream(interest: Interest, signal: AbortSignal, opened: () => void): Promise<"refused" | "ended"> {
    const { channel, entry, host } = this.#parts;
    this.#streams += 1;
    const id = `drawbridge-listen-${this.#streams}`;
    const message = withMeta(
      { jsonrpc: "2.0", id, method: methods.listenForChanges, params: { notifications: filterOf(interest) } },
      host.client,
    );
    const delivery = await deliver(channel, entry, {
      ...requestDefaults,
      awaits: JSON.stringify(id),
      body: Buffer.from(JSON.stringify(message)),
      headers: modernHeaders(methods.listenForChanges, {}, {}),
      // `deliver` must not resend a broken stream: this class opens it again, and knows what was missed.
      readOnly: false,
      signal,
      onMessage: (each) => {
        const { method } = each.envelope;
        if (method === methods.subscriptionAcknowledged) opened();
        else if (method !== null) host.changed(method, withoutSubscription(objectOf(each) ?? {}));
        return true;
      },
    }).catch(() => null);
    return delivery !== null && isUnsupported(delivery) ? "refused" : "ended";
  }

  /** Reports everything as changed, because the upstream did not report changes while there was no stream. */
  #missed(interest: Interest): void {
    const { host } = this.#parts;
    const changed = (method: string, params: JsonObject = {}) =>
      host.changed(method, { jsonrpc: "2.0", method, params });
    // The tools are read again, and the host is notified if they differ.
    if (interest.toolsListChanged) void host.relist();
    if (interest.promptsListChanged) changed(methods.promptsChanged);
    if (interest.resourcesListChanged) changed(methods.resourcesChanged);
    for (const uri of interest.resourceSubscriptions) changed(methods.resourceUpdated, { uri });
  }

  close(): void {
    this.#closed.abort();
  }
}

/** Whether an upstream that answers so has no subscriptions at all. Other errors may pass. */
function isUnsupported(delivery: Delivery): boolean {
  if (delivery.kind === "failure") return delivery.status === 404 || delivery.status === 405;
  const error = delivery.kind === "answered" ? objectAt(objectOf(delivery.message) ?? {}, "error") : errorOf(delivery);
  return typeof error.code === "number" && unsupportedCodes.has(error.code);
}

const errorOf = (delivery: Delivery): JsonObject => (delivery.kind === "error" ? delivery.error : {});

/** Invalid request, method not found, invalid params (JSON-RPC 2.0 §5.1). */
const unsupportedCodes: ReadonlySet<number> = new Set([-32600, -32601, -32602]);

function withoutSubscription(message: JsonObject): JsonObject {
  const params = objectAt(message, "params");
  const { [meta.subscriptionId]: _id, ...rest } = objectAt(params, "_meta");
  const { _meta, ...others } = params;
  return { ...message, params: Object.keys(rest).length > 0 ? { ...others, _meta: rest } : others };
}
