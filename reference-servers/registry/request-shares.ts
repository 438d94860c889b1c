/** Shares the registry's work among its callers, so that no caller's requests hold every connection to the database. */
import { createFairQueue, type FairQueue, fullShare, type ShareCounts } from "@drawbridge/hosted/fair-queue";
import type { MiddlewareHandler } from "hono";
import { Refused } from "./refusal.ts";

/**
 * Together fewer than the connections of the database (database.ts), so that the edge and the servers always find one.
 */
const userLimits = { maxRunning: 6, maxRunningPerUser: 2, maxWaitingPerUser: 64 };
const strangerLimits = { maxRunning: 1, maxRunningPerUser: 1, maxWaitingPerUser: 16 };
/** As many wait as calls of one user run at a server (DRAWBRIDGE_MAX_CALLS_PER_USER). */
const askLimits = { maxRunning: 3, maxRunningPerUser: 1, maxWaitingPerUser: 256 };

/**
 * A request's turn at the database. A handler takes it after it has read the body and knows the caller. So a client
 * that sends slowly, or sends an invalid token, holds nothing. Both methods that take a turn throw Refused if the
 * caller's queue is full, and first give up the turn that the request has.
 */
export interface Turn {
  /** The turn of a verified user. All their tokens and editors share one queue. */
  ofUser(user: string): Promise<void>;
  /** The turn of a key that any program could have made, by its thumbprint. Its queue takes no place of a user's. */
  ofStranger(thumbprint: string): Promise<void>;
  /** Gives up the turn, to wait for something other than the database. Safe to repeat. */
  end(): void;
}

declare module "hono" {
  interface ContextVariableMap {
    turn: Turn;
  }
}

/** Gives each request its turn, which ends with its handler. For a stream, it ends when the stream begins. */
export function inTurn(): MiddlewareHandler {
  const users = createFairQueue(userLimits, tooManyRequests);
  const strangers = createFairQueue(strangerLimits, tooManyRequests);
  return async (context, next) => {
    const { signal } = context.req.raw;
    let leave: (() => void) | null = null;
    const end = (): void => {
      leave?.();
      leave = null;
    };
    const enter = async (queue: FairQueue, asker: string): Promise<void> => {
      end();
      leave = await queue.enter(asker, signal);
    };
    context.set("turn", {
      ofUser: (user) => enter(users, user),
      ofStranger: (thumbprint) => enter(strangers, thumbprint),
      end,
    });
    try {
      await next();
    } finally {
      end();
    }
  };
}

/**
 * The turns of servers' asks, by the user for whom they ask. The database takes one user's asks one after another
 * (file-request.ts). If they waited there, each would hold a connection, and those of one user all of them.
 */
export const askTurns = (): FairQueue =>
  createFairQueue(askLimits, ({ waiting }) => {
    const message = `${waiting} calls of this user already wait to ask for approval. Nothing was run. Call again in a moment.`;
    return new Refused(429, "not-allowed", message);
  });

function tooManyRequests(counts: ShareCounts): Refused {
  const { message, next } = fullShare("requests", counts);
  return new Refused(429, "bad-request", `${message} ${next}`);
}
