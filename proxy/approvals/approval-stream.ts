/**
 * Keeps the store current as long as a caller needs it. The whole broker uses one stream of the registry's events, and
 * opens it again with growing pauses when it breaks. The lists are read after each opening and after each break, so
 * that no change is missed. Over a network that carries no streams, every change still arrives within two seconds.
 */

import type { Approval, ApprovalScope } from "@drawbridge/contracts/approvals";
import { type BackOff, backOffMs } from "@drawbridge/contracts/http-api/back-off";
import { pause } from "../mcp/upstream/upstream.ts";
import { awaitedOf, withReports, withScopes } from "./approval-store.ts";
import type { CurrentApprovals } from "./current-approvals.ts";
import type { ListedState, RegistryReads } from "./registry-reads.ts";

/** The pauses before the stream is opened again. */
const retryPauses: BackOff = { firstMs: 100, maxMs: 2_000 };
/** How many pages of pending requests are read. An older request is looked up if a call waits for it. */
const maxPages = 10;

export class ApprovalStream {
  readonly #reads: RegistryReads;
  readonly #approvals: CurrentApprovals;
  #holders = 0;
  #running: AbortController | null = null;
  #stale = true;

  constructor(reads: RegistryReads, approvals: CurrentApprovals) {
    this.#reads = reads;
    this.#approvals = approvals;
  }

  /** Whether the last read of the registry failed. */
  get stale(): boolean {
    return this.#stale;
  }

  /** Keeps the stream running. Call the returned function once to release it. */
  hold(): () => void {
    this.#holders += 1;
    this.#start();
    return () => {
      this.#holders -= 1;
      if (this.#holders === 0) this.#stop();
    };
  }

  /**
   * Call it when another user has signed in. What runs for the earlier user ends, and starts again if a caller still
   * holds the stream.
   */
  restart(): void {
    this.#stop();
    if (this.#holders > 0) this.#start();
  }

  #start(): void {
    if (this.#running) return;
    this.#running = new AbortController();
    void this.#run(this.#running.signal);
  }

  #stop(): void {
    this.#running?.abort();
    this.#running = null;
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures += 1) {
      const followed = {
        ready: () => {
          failures = 0;
          void this.read(signal);
        },
        approval: (approval: Approval) => this.#take([approval]),
        scope: (scope: ApprovalScope) => this.#approvals.update((store) => withScopes(store, [scope])),
      };
      await this.#reads.follow(followed, signal).catch(() => {});
      if (signal.aborted) return;
      await this.read(signal);
      await pause(backOffMs(failures, retryPauses), signal);
    }
  }

  /** Reads the lists. If that fails, `stale` is set. Never throws. */
  async read(signal: AbortSignal): Promise<void> {
    try {
      await this.#list("pending", maxPages, signal);
      await this.#list("recent", 1, signal);
      await this.#lookUpAwaited(signal);
      this.#stale = false;
    } catch {
      this.#stale = true;
    }
  }

  /**
   * Looks up the requests that calls wait for, because such a request may have left both lists while the stream was
   * closed.
   */
  async #lookUpAwaited(signal: AbortSignal): Promise<void> {
    for (const id of awaitedOf(this.#approvals.store)) {
      const approval = await this.#reads.find(id, signal);
      if (approval && !signal.aborted) this.#take([approval]);
    }
  }

  async #list(state: ListedState, pages: number, signal: AbortSignal): Promise<void> {
    let cursor: string | null = null;
    for (let page = 0; page < pages; page += 1) {
      const { approvals, scopes, next } = await this.#reads.page(state, cursor, signal);
      if (signal.aborted) return;
      this.#take(approvals);
      if (page === 0) this.#approvals.update((store) => ({ ...store, scopes }));
      cursor = next;
      if (cursor === null) return;
    }
  }

  #take(reports: readonly Approval[]): void {
    this.#approvals.update((store) => withReports(store, reports));
  }
}
