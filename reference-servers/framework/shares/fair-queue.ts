/**
 * A resource that many users share, so that no user can take it from the others: each has a share, and the users who
 * wait are served in turn. A call over its user's share fails at once, with what to do.
 */
import { ToolError } from "../errors.ts";
import { createTurns, type ShareLimits, type Turns } from "./turns.ts";

export interface FairQueue {
  /**
   * Runs `work` when it is the user's turn. The turn lasts until `work` settles, so `work` settles only when the resource
   * is free again. Throws ToolError "too-many-waiting" where the user's line is full, and the signal's reason where it
   * aborts before the turn.
   */
  use<Result>(user: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result>;
  /** The same in two steps: waits for the turn; what it gives ends the turn, and is safe to repeat. */
  enter(user: string, signal: AbortSignal): Promise<() => void>;
  countsOf(user: string): ReturnType<Turns<unknown>["countsOf"]>;
}

/** `what` is what waits, in the plural: "queries to run". */
export function createFairQueue(what: string, limits: ShareLimits): FairQueue {
  const turns = createTurns<() => void>(limits);

  const leaving = (user: string): (() => void) => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      turns.leave(user)?.();
    };
  };

  /** The turn, where it is the user's at once, so that work begins without a pause; or the promise of it. */
  const place = (user: string, signal: AbortSignal): (() => void) | Promise<() => void> => {
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
    const entered = turns.enter(user, begin);
    if (entered === "full") throw tooMany(what, turns.countsOf(user));
    if (entered === "begins") return leaving(user);
    signal.addEventListener("abort", giveUp, { once: true });
    return turn.promise;
  };

  return {
    enter: async (user, signal) => place(user, signal),
    async use(user, signal, work) {
      const turn = place(user, signal);
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

const tooMany = (what: string, { running, waiting }: { running: number; waiting: number }): ToolError =>
  new ToolError(
    "too-many-waiting",
    `You already have ${running} ${what} under way and ${waiting} waiting, which is your share of this server.`,
    "Wait until one of them has answered, or cancel one; then call again. Nothing was run.",
  );
