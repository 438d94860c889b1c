/** How much of this server one user may have at each stage of a statement. Where a stage is full, users are served in turn. */
import { createFairQueue, type FairQueue } from "@drawbridge/framework/shares/fair-queue";
import { judgeThreads } from "./sql/judge.ts";

export interface Shares {
  /** By the parser. */
  readonly judge: FairQueue;
}

/** Agents call tools in parallel; more than these at once is a loop, not a question. */
const maxWaitingPerUser = 16;

export const createShares = (): Shares => ({
  judge: createFairQueue("statements to judge", {
    maxRunning: judgeThreads,
    maxRunningPerUser: 1,
    maxWaitingPerUser,
  }),
});
