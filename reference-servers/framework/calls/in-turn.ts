/** A server's shares: how many calls one user may have under way, and how much of the server's work is theirs at once. */
import type { PreparedCall } from "../define-tool.ts";
import { createFairQueue, type FairQueue } from "../shares/fair-queue.ts";
import type { ShareLimits } from "../shares/turns.ts";

export interface CallShares {
  /** Calls under way, also those that wait for a person. None waits for a place. */
  readonly calls: FairQueue;
  /** Plans and runs of tools. */
  readonly work: FairQueue;
}

const unlimited: ShareLimits = {
  maxRunning: Number.POSITIVE_INFINITY,
  maxRunningPerUser: Number.POSITIVE_INFINITY,
  maxWaitingPerUser: 0,
};

/** `work`: the server's own limits; as much as comes where it has none. */
export const callShares = (maxCallsPerUser: number, work: ShareLimits = unlimited): CallShares => ({
  calls: createFairQueue("calls", { ...unlimited, maxRunningPerUser: maxCallsPerUser }),
  work: createFairQueue("calls", work),
});

/** The same call, whose plan and run wait for the user's turn. A person's decision between them takes no turn. */
export function inTurn<Services>(prepared: PreparedCall<Services>, { work }: CallShares): PreparedCall<Services> {
  if (prepared.plan === null) {
    const { run } = prepared;
    return {
      ...prepared,
      run: (context) => work.use(context.principal.user, context.signal, () => run(context)),
    };
  }
  const { plan } = prepared;
  return {
    ...prepared,
    async plan(context) {
      const planned = await work.use(context.principal.user, context.signal, () => plan(context));
      return {
        ...planned,
        run: (running) => work.use(running.principal.user, running.signal, () => planned.run(running)),
      };
    },
  };
}
