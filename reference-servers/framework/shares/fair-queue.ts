/**
 * A queue in front of a resource that a server's users share in turn. A call over its user's share fails with a
 * ToolError.
 */
import { createFairQueue as createQueue, type FairQueue, fullShare } from "@drawbridge/hosted/fair-queue";
import type { ShareLimits } from "@drawbridge/hosted/turns";
import { ToolError } from "../errors.ts";

export type { FairQueue } from "@drawbridge/hosted/fair-queue";
export type { ShareLimits } from "@drawbridge/hosted/turns";

/**
 * A queue in front of one resource. `what` is what waits, in the plural: "queries to run". Where the user's line is full, the
 * queue throws ToolError "too-many-waiting".
 */
export const createFairQueue = (what: string, limits: ShareLimits): FairQueue =>
  createQueue(limits, (counts) => {
    const { message, next } = fullShare(what, counts);
    return new ToolError("too-many-waiting", message, next);
  });
