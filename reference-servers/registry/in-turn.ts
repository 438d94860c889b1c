/** The registry's work for people in shares, so that nobody's questions hold every connection to the database. */
import { createHash } from "node:crypto";
import { ToolError } from "@drawbridge/framework/errors";
import { createFairQueue } from "@drawbridge/framework/shares/fair-queue";
import type { MiddlewareHandler } from "hono";
import { Refused } from "./refusal.ts";

/** Fewer than the database has connections (database.ts): edge and servers always find one. */
const limits = { maxRunning: 6, maxRunningPerUser: 2, maxWaitingPerUser: 64 };

/**
 * Who asks is told by the token as it is shown, before it is judged: judging takes a connection too. A user has few at a
 * time. Where none is shown the request takes no turn: it is refused at once, or has bounds of its own (pairings). A
 * stream holds its turn until it begins.
 */
export function inTurn(): MiddlewareHandler {
  const queue = createFairQueue("requests", limits);
  return async ({ req }, next) => {
    const shown = req.header("authorization");
    if (shown === undefined) return next();
    const asker = createHash("sha256").update(shown).digest("base64url");
    try {
      await queue.use(asker, req.raw.signal, next);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      throw new Refused(429, "bad-request", `${error.message} ${error.next}`);
    }
  };
}
