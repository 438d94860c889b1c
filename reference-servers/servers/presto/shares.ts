/**
 * How much of this server one user may use at each stage of a statement. If a stage is full, users are served in turn.
 */
import { createFairQueue, type FairQueue } from "@drawbridge/framework";
import { judgeThreads } from "./sql/judge.ts";

export interface Shares {
  /** For the parser. */
  readonly judge: FairQueue;
}

/** Agents call tools in parallel, but more calls at the same time than this come from a loop. */
const maxWaitingPerUser = 16;

export const createShares = (): Shares => ({
  judge: createFairQueue("statements to judge", {
    maxRunning: judgeThreads,
    maxRunningPerUser: 1,
    maxWaitingPerUser,
  }),
});
