/**
 * A resource that many users share, in a way that no user can take it from the others: each user has a share, and the
 * users who wait are served in turn. A call over its user's share fails at once.
 */
import { createTurns, type ShareLimits, type Turns } from "./turns.ts";

/** The line in front of one resource: each user waits in a line of their own, and the lines are served in turn. */
export interface FairQueue {
  /**
   * Runs `work` when it is the user's turn. The turn lasts until `work` settles, so `work` must settle only when the
   * resource is free again. Throws the queue's own error where the user's line is full, and the signal's reason if it
   * aborts before the turn. `ahead`: the user's own other work that waits lets it go first.
   */
  use<Result>(user: string, signal: AbortSignal, work: () => Promise<Result>, ahead?: boolean): Promise<Result>;
  /**
   * The same in two steps: it waits for the turn, and returns a function that ends the turn. That function may be called
   * repeatedly.
   */
  enter(user: string, signal: AbortSignal): Promise<() => void>;
  countsOf(user: string): ReturnType<Turns<unknown>["countsOf"]>;
}

/** What one user has in the queue. */
export type ShareCounts = ReturnType<FairQueue["countsOf"]>;

/** `full` makes the error for a user whose line is full. */
export function createFairQueue(limits: ShareLimits, full: (counts: ShareCounts) => Error): FairQueue {
  const turns = createTurns<() => void>(limits);

  const leaving = (user: string): (() => void) => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      turns.leave(user)?.();
    };
  };

  /** The turn itself if it is the user's at once, so that the work begins without a pause; otherwise a promise of it. */
  const place = (user: string, signal: AbortSignal, ahead: boolean): (() => void) | Promise<() => void> => {
    signal.throwIfAborted();
    const turn = Promise.withResolvers<() => void>();
    const begin = (): void => {
      signal.removeEventListener("abort", giveUp);
      turn.resolve(leaving(user));
    };
    const giveUp = (): void => {
      turns.withdraw(user, begin);
      turn.reject(signal.reason);
    };
    const entered = turns.enter(user, begin, ahead);
    if (entered === "full") throw full(turns.countsOf(user));
    if (entered === "begins") return leaving(user);
    signal.addEventListener("abort", giveUp, { once: true });
    return turn.promise;
  };

  return {
    enter: async (user, signal) => place(user, signal, false),
    async use(user, signal, work, ahead = false) {
      const turn = place(user, signal, ahead);
      const leave = turn instanceof Promise ? await turn : turn;
      try {
        return await work();
      } finally {
        leave();
      }
    },
    countsOf: (user) => turns.countsOf(user),
  };
}

/** The two sentences for a user whose line is full. `what` is what waits, in the plural: "queries to run". */
export const fullShare = (what: string, { running, waiting }: ShareCounts): { message: string; next: string } => ({
  message: `You already have ${running} ${what} under way and ${waiting} waiting, which is your share of this server.`,
  next: "Wait until one of them has answered, or cancel one; then call again. Nothing was run.",
});
