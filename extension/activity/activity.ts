/**
 * What this machine's agents called, kept current from the broker, and what the registry counts of it. Follows only once
 * somebody looks. Plain data; nothing here knows the editor.
 */
import type { MyUsage } from "@drawbridge/contracts/usage";
import type { BrokerClient } from "../../proxy/client/broker-client.ts";
import type { EndedCall } from "../../proxy/contracts/control.ts";
import type { BrokerLink } from "../broker/link.ts";
import { type Disposable, Disposables } from "../disposables.ts";

export interface Seen {
  /** The latest first; null before they were read. */
  readonly calls: readonly EndedCall[] | null;
  /** Null before it was read, and where it cannot be. */
  readonly usage: MyUsage | null;
}

const mostCalls = 200;
/** How soon (ms) after a call the registry counts it: servers tell it every two seconds. */
const countedAfter = 3_000;

export class Activity implements Disposable {
  readonly #link: Pick<BrokerLink, "onJoined">;
  readonly #listeners = new Set<(seen: Seen) => void>();
  readonly #disposables = new Disposables();
  #following = false;
  #broker: BrokerClient | null = null;
  #seen: Seen = { calls: null, usage: null };
  #timer: NodeJS.Timeout | null = null;

  constructor(link: Pick<BrokerLink, "onJoined">) {
    this.#link = link;
  }

  get seen(): Seen {
    return this.#seen;
  }

  onChange(listener: (seen: Seen) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Somebody looks: reads what was, and from now on hears of what comes. */
  follow(): void {
    if (this.#following) return void this.#readUsage();
    this.#following = true;
    this.#disposables.add(this.#link.onJoined((broker) => void this.#joined(broker)));
  }

  /** What was counted does not hold any more: somebody else is signed in, or the registry is away or back. */
  recount(): void {
    this.#show({ usage: null });
    if (this.#following) void this.#readUsage();
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#listeners.clear();
    this.#disposables.dispose();
  }

  async #joined(broker: BrokerClient): Promise<void> {
    this.#broker = broker;
    const meanwhile: EndedCall[] = [];
    let read = false;
    broker.onEvent((event) => {
      if (event.event !== "call") return;
      if (read) this.#show({ calls: withCalls([event.call], this.#seen.calls ?? []) });
      else meanwhile.unshift(event.call);
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        void this.#readUsage();
      }, countedAfter);
    });
    void this.#readUsage();
    // A broker that ended meanwhile is joined anew, and asked anew.
    const answer = await broker.request("calls").catch(() => null);
    read = true;
    if (answer !== null) this.#show({ calls: withCalls(meanwhile, answer.calls) });
  }

  /** What is not to be had is not shown: an old sum would pass for the present one. */
  async #readUsage(): Promise<void> {
    const usage = await this.#broker?.request("myUsage").catch(() => null);
    this.#show({ usage: usage ?? null });
  }

  #show(change: Partial<Seen>): void {
    const before = JSON.stringify(this.#seen);
    this.#seen = { ...this.#seen, ...change };
    if (JSON.stringify(this.#seen) === before) return;
    for (const listener of this.#listeners) listener(this.#seen);
  }
}

/** Those that came meanwhile may be among those that were read. Latest first. */
export function withCalls(news: readonly EndedCall[], known: readonly EndedCall[]): readonly EndedCall[] {
  const there = new Set(known.map((call) => JSON.stringify(call)));
  return [...news.filter((call) => !there.has(JSON.stringify(call))), ...known].slice(0, mostCalls);
}
