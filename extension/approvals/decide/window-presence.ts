/**
 * Who may decide in this window now. It reports a change of the pairing, and the end of the time in which this editor may
 * decide one of the waiting requests: each button is then drawn again.
 */
import { type ApprovalStore, pendingOf } from "../../../proxy/approvals/approval-store.ts";
import { type Disposable, Disposables } from "../../disposables.ts";
import { Listeners } from "../../listeners.ts";
import type { PairingState } from "../../signin/pairing-state.ts";
import { nextToBrowser, type Presence } from "./decision-place.ts";

/** How long (ms) after that end the change is reported. */
const endDelayMs = 50;
const maxTimerMs = 2 ** 31 - 1;

export interface WaitingRequests {
  readonly store: ApprovalStore;
  onChange(listener: () => void): Disposable;
}

export class WindowPresence implements Disposable {
  readonly #pairing: Pick<PairingState, "current" | "isRead" | "onChange">;
  readonly #waiting: WaitingRequests;
  readonly #own = new Disposables();
  readonly #listeners = new Listeners();
  #timer: NodeJS.Timeout | undefined;

  constructor(pairing: Pick<PairingState, "current" | "isRead" | "onChange">, waiting: WaitingRequests) {
    this.#pairing = pairing;
    this.#waiting = waiting;
    this.#own.add(pairing.onChange(() => this.#changed()));
    this.#own.add(waiting.onChange(() => this.#watch()));
  }

  get current(): Presence {
    return { paired: this.#pairing.current, now: Date.now() };
  }

  /** Null before the pairing was read: `current` then says nothing about it. */
  get known(): Presence | null {
    return this.#pairing.isRead ? this.current : null;
  }

  onChange(listener: () => void): Disposable {
    return this.#listeners.add(listener);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#own.dispose();
    this.#listeners.dispose();
  }

  #changed(): void {
    this.#listeners.notify();
    this.#watch();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    const presence = this.current;
    const waiting = pendingOf(this.#waiting.store, presence.now).map(({ approval }) => approval);
    const end = nextToBrowser(waiting, presence);
    if (end === null) return;
    this.#timer = setTimeout(() => this.#changed(), Math.min(end - presence.now + endDelayMs, maxTimerMs));
  }
}
