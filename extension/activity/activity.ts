/**
 * What this machine's agents called, kept current by the broker, and what the registry counts of it. It starts to follow
 * when the person first looks at the view. Plain data: nothing here knows the editor.
 */
import type { MyUsage } from "@drawbridge/contracts/usage";
import type { BrokerClient } from "../../proxy/client/broker-client.ts";
import type { EndedCall } from "../../proxy/contracts/control.ts";
import type { BrokerLink } from "../broker/link.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import { Listeners } from "../listeners.ts";

export interface ActivitySnapshot {
  /** The latest call first; null before the calls were read. */
  readonly calls: readonly EndedCall[] | null;
  /** Null before the usage was read, and where it cannot be read. */
  readonly usage: MyUsage | null;
}

const maxCalls = 200;
/** How soon (ms) after a call the registry has counted it: servers report their calls every two seconds. */
const countDelayMs = 3_000;

export class Activity implements Disposable {
  readonly #link: Pick<BrokerLink, "onJoined">;
  readonly #listeners = new Listeners<[snapshot: ActivitySnapshot]>();
  readonly #disposables = new Disposables();
  #following = false;
  #broker: BrokerClient | null = null;
  #snapshot: ActivitySnapshot = { calls: null, usage: null };
  #timer: NodeJS.Timeout | null = null;
  /** Counts the reads of the calls: only the last one is shown. */
  #reading = 0;
  /** The calls that ended since that read began. */
  #newCalls: readonly EndedCall[] = [];

  constructor(link: Pick<BrokerLink, "onJoined">) {
    this.#link = link;
  }

  get snapshot(): ActivitySnapshot {
    return this.#snapshot;
  }

  onChange(listener: (snapshot: ActivitySnapshot) => void): Disposable {
    return this.#listeners.add(listener);
  }

  /** The person looks at the view: reads the past calls, and from now on hears of each new one. */
  follow(): void {
    if (this.#following) return void this.#readUsage();
    this.#following = true;
    this.#disposables.add(this.#link.onJoined((broker) => void this.#joined(broker)));
  }

  /** The sum is out of date: the registry has gone away or come back. */
  recount(): void {
    this.#show({ usage: null });
    if (this.#following) void this.#readUsage();
  }

  /** The user or the registry changed: drops what was read before, and reads the calls again. */
  forget(): void {
    this.#show({ calls: null, usage: null });
    if (!this.#following) return;
    void this.#readCalls();
    void this.#readUsage();
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#listeners.dispose();
    this.#disposables.dispose();
  }

  async #joined(broker: BrokerClient): Promise<void> {
    this.#broker = broker;
    broker.onEvent((event) => {
      if (event.event !== "call") return;
      this.#show({ calls: this.#snapshot.calls === null ? null : withCalls([event.call], this.#snapshot.calls) });
      this.#newCalls = [event.call, ...this.#newCalls];
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        void this.#readUsage();
      }, countDelayMs);
    });
    void this.#readUsage();
    await this.#readCalls();
  }

  async #readCalls(): Promise<void> {
    this.#reading += 1;
    const turn = this.#reading;
    this.#newCalls = [];
    // Where the broker has ended meanwhile, the link joins the next one, and this runs again.
    const answer = await this.#broker?.request("calls").catch(() => null);
    if (answer && turn === this.#reading) this.#show({ calls: withCalls(this.#newCalls, answer.calls) });
  }

  /** Shows no sum where the current one cannot be read, because an old sum would look like the current one. */
  async #readUsage(): Promise<void> {
    const usage = await this.#broker?.request("myUsage").catch(() => null);
    this.#show({ usage: usage ?? null });
  }

  #show(change: Partial<ActivitySnapshot>): void {
    const before = JSON.stringify(this.#snapshot);
    this.#snapshot = { ...this.#snapshot, ...change };
    if (JSON.stringify(this.#snapshot) === before) return;
    this.#listeners.notify(this.#snapshot);
  }
}

/** Adds `newCalls` to `calls`, the latest call first. A call may be in both: it came while the list was being read. */
export function withCalls(newCalls: readonly EndedCall[], calls: readonly EndedCall[]): readonly EndedCall[] {
  const there = new Set(calls.map((call) => JSON.stringify(call)));
  return [...newCalls.filter((call) => !there.has(JSON.stringify(call))), ...calls].slice(0, maxCalls);
}
