/**
 * A server's shares: how many calls one user may have under way, and how much of the server's work one user may take at
 * once.
 */

import type { ShareLimits } from "@drawbridge/hosted/turns";
import type { PreparedCall } from "../define-tool.ts";
import { createFairQueue, type FairQueue } from "../shares/fair-queue.ts";

export interface CallShares {
  /** Calls under way, including those that wait for a person. A call never waits for a place here. */
  readonly calls: FairQueue;
  /** Plans and runs of tools. */
  readonly work: FairQueue;
}

const unlimited: ShareLimits = {
  maxRunning: Number.POSITIVE_INFINITY,
  maxRunningPerUser: Number.POSITIVE_INFINITY,
  maxWaitingPerUser: 0,
};

/** `work`: the server's own limits; left out, there is no limit. */
export const callShares = (maxCallsPerUser: number, work: ShareLimits = unlimited): CallShares => ({
  calls: createFairQueue("calls", { ...unlimited, maxRunningPerUser: maxCallsPerUser }),
  work: createFairQueue("calls", work),
});

/** The same call, but its plan and its run wait for the user's turn. A person's decision between them takes no turn. */
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
      const planned = await work.use(context.principal.user, context.signal, () => plan(context), context.approved);
      return {
        ...planned,
        run: (running) => work.use(running.principal.user, running.signal, () => planned.run(running)),
      };
    },
  };
}
