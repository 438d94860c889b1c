/**
 * The changes that a modern server reports: one `subscriptions/listen` stream (patterns/subscriptions) for all agents
 * that this broker serves, open for as long as one of them wants to hear of something. If the agents together want
 * something else, the old stream is closed only after the new one is acknowledged, so that no change is lost between the
 * two. After a stream broke, everything that it covered counts as changed.
 *
 * A server may refuse the stream because it has too many. Then it is asked again and again, and meanwhile its tools are
 * read at least once a minute. (A legacy server has a GET stream in each session: 2025-11-25, Streamable HTTP.)
 */

import { jittered } from "@drawbridge/contracts/http-api/back-off";
import { type JsonObject, objectAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import { objectOf } from "../../kernel/message.ts";
import { type Delivery, deliver } from "../delivery/delivery.ts";
import { Client } from "../eras/client.ts";
import { modernHeaders } from "../eras/headers.ts";
import { withMeta } from "../eras/legacy-host-to-modern.ts";
import { meta } from "../eras/names.ts";
import { covers, filterOf, type Interest, unionOf } from "./interest.ts";
import { type RefusedStream, type StreamEnd, streamEndOf } from "./stream-end.ts";
import { type HostSide, pause, reopenPause, requestDefaults, type UpstreamParts } from "./upstream.ts";

/** A host that hears of changes. */
export type ChangeListener = Pick<HostSide, "changed" | "relist">;

export interface ChangeStreamParts extends Pick<UpstreamParts, "channel" | "entry"> {
  /** Called when the server begins to refuse the stream, and with null when it gives one again. */
  refused(refusal: RefusedStream | null): void;
}

/** A stream that was open for so long (ms) did not fail at once, so the next pauses are short again. */
const steadyMs = 5_000;

/** While the stream is refused, the tools are read again at the first try after this time (ms). */
const readAgainMs = 20_000;

export class ChangeStream {
  readonly #parts: ChangeStreamParts;
  readonly #listeners = new Map<ChangeListener, Interest>();
  #listening: AbortController | null = null;
  /** What the stream asks for, as JSON text; "{}" if there is none. */
  #filter = "{}";
  #refusal: RefusedStream | null = null;
  #readAt = Number.NEGATIVE_INFINITY;
  #streams = 0;

  constructor(parts: ChangeStreamParts) {
    this.#parts = parts;
  }

  get server(): string {
    return this.#parts.entry.name;
  }

  /** Since when and why the server refuses the stream; null if it does not. */
  get refusal(): RefusedStream | null {
    return this.#refusal;
  }

  /** Sets which changes `listener` hears of from now on. */
  watch(listener: ChangeListener, interest: Interest): void {
    this.#listeners.set(listener, interest);
    this.#adapt();
  }

  /** `listener` hears of nothing more. */
  leave(listener: ChangeListener): void {
    if (this.#listeners.delete(listener)) this.#adapt();
  }

  /** Opens another stream if the listeners together want something else. */
  #adapt(): void {
    const interest = unionOf(this.#listeners.values());
    const filter = JSON.stringify(filterOf(interest));
    if (filter === this.#filter) return;
    this.#filter = filter;
    const before = this.#listening;
    this.#listening = null;
    if (filter === "{}") {
      before?.abort();
      this.#noteRefusal(null);
      return;
    }
    const listening = new AbortController();
    this.#listening = listening;
    void this.#listen(interest, listening, () => before?.abort()).finally(() => before?.abort());
  }

  async #listen(interest: Interest, listening: AbortController, opened: () => void): Promise<void> {
    const { signal } = listening;
    let gap = false;
    for (let failures = 0; !signal.aborted; failures += 1) {
      const isGap = gap;
      let openedAt = Number.POSITIVE_INFINITY;
      const end = await this.#stream(interest, signal, () => {
        openedAt = performance.now();
        opened();
        if (this.#listening === listening) this.#noteRefusal(null);
        if (isGap) this.#missed(interest);
      });
      if (signal.aborted) return;
      if (end.kind === "unsupported") {
        // It will not support subscriptions later, unless it is replaced: the next agent's wish asks it once more.
        if (this.#listening === listening) {
          this.#filter = "";
          this.#noteRefusal(null);
        }
        return;
      }
      if (end.kind === "refused" && this.#listening === listening) this.#refused(end.why);
      gap = true;
      if (performance.now() - openedAt > steadyMs) failures = 0;
      await pause(jittered(reopenPause(failures)), signal);
    }
  }

  async #stream(interest: Interest, signal: AbortSignal, opened: () => void): Promise<StreamEnd> {
    const { channel, entry } = this.#parts;
    this.#streams += 1;
    const id = `drawbridge-listen-${this.#streams}`;
    const message = withMeta(
      { jsonrpc: "2.0", id, method: methods.listenForChanges, params: { notifications: filterOf(interest) } },
      new Client(),
    );
    let granted: JsonObject | null = null;
    const delivery: Delivery | null = await deliver(channel, entry, {
      ...requestDefaults,
      awaits: JSON.stringify(id),
      body: Buffer.from(JSON.stringify(message)),
      headers: modernHeaders(methods.listenForChanges, {}, {}),
      // `deliver` must not resend a broken stream: this class opens it again, and knows what was missed.
      readOnly: false,
      signal,
      onMessage: (each) => {
        const { method } = each.envelope;
        if (method === methods.subscriptionAcknowledged) {
          granted = objectAt(objectAt(objectOf(each) ?? {}, "params"), "notifications");
          opened();
        } else if (method !== null) this.#changed(method, withoutSubscription(objectOf(each) ?? {}));
        return true;
      },
    }).catch(() => null);
    return streamEndOf(delivery, granted);
  }

  #changed(method: string, message: JsonObject): void {
    for (const [listener, interest] of this.#listeners) {
      if (covers(interest, method, message)) listener.changed(method, message);
    }
  }

  /** Reports everything as changed, because the server did not report changes while there was no stream. */
  #missed(interest: Interest): void {
    const changed = (method: string, params: JsonObject = {}) =>
      this.#changed(method, { jsonrpc: "2.0", method, params });
    if (interest.toolsListChanged) void this.#readTools();
    if (interest.promptsListChanged) changed(methods.promptsChanged);
    if (interest.resourcesListChanged) changed(methods.resourcesChanged);
    for (const uri of interest.resourceSubscriptions) changed(methods.resourceUpdated, { uri });
  }

  /**
   * One host reads the tools, for all: each hears of a difference. If that host leaves meanwhile, another one reads them.
   */
  async #readTools(): Promise<void> {
    for (;;) {
      const [reader] = [...this.#listeners].find(([, { toolsListChanged }]) => toolsListChanged) ?? [];
      if (reader === undefined) return;
      await reader.relist();
      if (this.#listeners.has(reader)) return;
    }
  }

  #refused(why: string): void {
    this.#noteRefusal({ since: this.#refusal?.since ?? new Date(), why });
    const now = performance.now();
    if (now - this.#readAt < readAgainMs) return;
    this.#readAt = now;
    void this.#readTools();
  }

  #noteRefusal(refusal: RefusedStream | null): void {
    const before = this.#refusal;
    this.#refusal = refusal;
    if ((before === null) !== (refusal === null)) this.#parts.refused(refusal);
  }
}

function withoutSubscription(message: JsonObject): JsonObject {
  const params = objectAt(message, "params");
  const { [meta.subscriptionId]: _id, ...rest } = objectAt(params, "_meta");
  const { _meta, ...others } = params;
  return { ...message, params: Object.keys(rest).length > 0 ? { ...others, _meta: rest } : others };
}
