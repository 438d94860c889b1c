/**
 * Keeps a value in step with a service that sends no notifications. The edge, the servers and the broker follow the
 * registry with it, so they share one rule for staleness: a value is valid for `maxAgeMs` after the service last
 * confirmed it, with a new value or with "unchanged". After that there is no value, as before the first answer.
 */
import { setTimeout as sleep } from "node:timers/promises";

export interface FollowerOptions<Value> {
  /**
   * Asks once. `current` is the last value, regardless of its age; null means that it is unchanged. Throws without an
   * answer.
   */
  ask(current: Value | null, signal: AbortSignal): Promise<Value | null>;
  /** Infinity where an old value does no harm, because its reader shows that it is old. */
  readonly maxAgeMs: number;
  /** Milliseconds, monotonic. */
  now(): number;
  /** Called when a new value is in force. */
  changed?(value: Value): void;
  /** Called when the service gives no answer for the first time since the last answer. */
  onUnreachable?(error: unknown): void;
  /** Called when it answers again. */
  back?(): void;
  /** Called after each question, answered or not, once `current` and `failure` have the result. */
  onAsk?(): void;
}

export interface PollOptions {
  /** Milliseconds between an answer and the next question. */
  readonly intervalMs: number;
  /** The same, until the first answer. */
  readonly firstIntervalMs: number;
  /** Whether to ask now. Left out: always. */
  wanted?(): boolean;
}

export class Follower<Value> {
  readonly #options: FollowerOptions<Value>;
  readonly #stop = new AbortController();
  #held: { readonly value: Value; readonly confirmedAt: number } | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;
  #failure: unknown = null;
  #asking: Promise<void> | null = null;
  #refreshing: Promise<void> | null = null;
  #polling: Promise<void> = Promise.resolve();

  constructor(options: FollowerOptions<Value>) {
    this.#options = options;
  }

  /** The value in force; null before the first answer, and once the last confirmation is older than `maxAgeMs`. */
  get current(): Value | null {
    const { now, maxAgeMs } = this.#options;
    return this.#held !== null && now() - this.#held.confirmedAt <= maxAgeMs ? this.#held.value : null;
  }

  /** Why the last question got no answer; null after one that did. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Asks now, or joins the question under way. Never rejects. */
  refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /**
   * Asks once `cooldownMs` have passed since the last question. Callers that come during this pause share one question.
   * Never rejects.
   */
  refreshAfter(cooldownMs: number): Promise<void> {
    this.#refreshing ??= this.#pause(this.#askedAt + cooldownMs - this.#options.now())
      .then(() => this.refresh())
      .finally(() => {
        this.#refreshing = null;
      });
    return this.#refreshing;
  }

  /**
   * Joins the question under way, or asks if the last question is at least `ageMs` old; else does nothing. Never rejects.
   */
  async refreshOlderThan(ageMs: number): Promise<void> {
    if (this.#asking !== null || this.#options.now() - this.#askedAt >= ageMs) await this.refresh();
  }

  /** Asks at once, and then again after each interval until closed. Call it once. */
  poll({ intervalMs, firstIntervalMs, wanted = () => true }: PollOptions): void {
    this.#polling = (async () => {
      while (!this.#stop.signal.aborted) {
        if (wanted()) await this.refresh();
        await this.#pause(this.#held === null ? Math.min(firstIntervalMs, intervalMs) : intervalMs);
      }
    })();
  }

  /** Ends the question under way, and asks no further question. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#polling, this.#asking]);
  }

  async #ask(): Promise<void> {
    const { ask, now, changed, onUnreachable, back, onAsk } = this.#options;
    const { signal } = this.#stop;
    if (signal.aborted) return;
    this.#askedAt = now();
    const wasAway = this.#failure !== null;
    try {
      const answer = await ask(this.#held?.value ?? null, signal);
      const value = answer ?? this.#held?.value ?? null;
      if (value === null) throw new Error("the answer is that nothing changed, and there is nothing yet");
      this.#held = { value, confirmedAt: now() };
      this.#failure = null;
      if (wasAway) back?.();
      if (answer !== null) changed?.(answer);
    } catch (error) {
      this.#failure = error ?? new Error("no answer");
      if (!wasAway && !signal.aborted) onUnreachable?.(error);
    }
    onAsk?.();
  }

  #pause(ms: number): Promise<void> {
    return sleep(Math.max(0, ms), undefined, { signal: this.#stop.signal }).catch(() => {});
  }
}
