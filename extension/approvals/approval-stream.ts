/**
 * Keeps this window's store current over the broker's control channel. The broker's one stream at the registry serves all
 * windows and goes through the company's proxy. Only the broker knows which agent asked in which folder. The channel
 * carries what is shown, and no authority: a decision goes to the registry with the digest of what was drawn here.
 */
import type { Approval } from "@drawbridge/contracts/approvals";
import {
  type ApprovalStore,
  emptyStore,
  nextEnd,
  withList,
  withLocal,
  withReports,
} from "../../proxy/approvals/approval-store.ts";
import type { BrokerClient } from "../../proxy/client/broker-client.ts";
import type { ControlEvent } from "../../proxy/contracts/control.ts";
import type { BrokerLink } from "../broker/link.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import { Listeners } from "../listeners.ts";
import type { State } from "../state/state.ts";

export interface ApprovalStreamParts {
  readonly link: Pick<BrokerLink, "onJoined">;
  readonly state: Pick<State, "current" | "onChange">;
  /** The folders that this window shows, as the file system names them. */
  folders(): readonly string[];
}

/** How long (ms) after the end of a request or of a standing approval the store is looked at again. */
const endDelayMs = 50;
const maxTimerMs = 2 ** 31 - 1;

export class ApprovalStream implements Disposable {
  readonly #parts: ApprovalStreamParts;
  readonly #disposables = new Disposables();
  readonly #listeners = new Listeners();
  #store = emptyStore;
  #others: readonly string[] = [];
  #broker: BrokerClient | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ApprovalStreamParts) {
    this.#parts = parts;
    this.#disposables.add(
      parts.link.onJoined((broker) => {
        this.#broker = broker;
        broker.onEvent((event) => this.#onEvent(event));
        void this.refresh();
      }),
    );
    this.#disposables.add(
      parts.state.onChange((now, before) => {
        const another = now.user?.name !== before.user?.name || now.registry !== before.registry;
        if (another) this.#become(emptyStore);
        if (another || now.phase !== before.phase || now.current !== before.current) void this.refresh();
      }),
    );
  }

  get store(): ApprovalStore {
    return this.#store;
  }

  /** The folders of the person's other windows. */
  get others(): readonly string[] {
    return this.#others;
  }

  onChange(listener: () => void): Disposable {
    return this.#listeners.add(listener);
  }

  /** Reads the list again. Never throws: where the broker has ended, the link joins the next one, and that one is asked. */
  async refresh(): Promise<void> {
    const broker = this.#broker;
    if (broker === null || this.#parts.state.current.user === null) return;
    try {
      const list = await broker.request("approvals", { folders: [...this.#parts.folders()] });
      if (this.#parts.state.current.user !== null) this.#become(withList(this.#store, list));
    } catch {
      // The view says that the registry is away, and the last known list stays.
    }
  }

  /** Takes over what the registry answered to a decision that was made here. */
  decided(approval: Approval): void {
    this.#become(withReports(this.#store, [approval]));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listeners.dispose();
    this.#disposables.dispose();
  }

  #onEvent(event: ControlEvent): void {
    if (event.event === "approvals" && this.#parts.state.current.user !== null)
      this.#become({ ...withLocal(this.#store, event.changed), scopes: event.scopes });
    if (event.event === "windows") {
      this.#others = event.folders;
      this.#notify();
    }
  }

  #become(store: ApprovalStore): void {
    this.#store = store;
    clearTimeout(this.#timer);
    const now = Date.now();
    const end = nextEnd(store, now);
    if (end !== null)
      this.#timer = setTimeout(() => this.#become(this.#store), Math.min(end - now + endDelayMs, maxTimerMs));
    this.#notify();
  }

  #notify(): void {
    this.#listeners.notify();
  }
}
