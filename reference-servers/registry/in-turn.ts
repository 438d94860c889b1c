/** The registry's work for its callers in shares, so that no caller's questions hold every connection to the database. */
import { ToolError } from "@drawbridge/framework/errors";
import { createFairQueue, type FairQueue } from "@drawbridge/framework/shares/fair-queue";
import type { MiddlewareHandler } from "hono";
import { Refused } from "./refusal.ts";

/** Together fewer than the database has connections (database.ts): edge and servers always find one. */
const userLimits = { maxRunning: 6, maxRunningPerUser: 2, maxWaitingPerUser: 64 };
const strangerLimits = { maxRunning: 1, maxRunningPerUser: 1, maxWaitingPerUser: 16 };

/**
 * A request's turn at the database. A handler takes it once it knows who asks, and after the body was read: a client that
 * sends slowly, or shows a token that is none, holds nothing. Both throw Refused where the asker's line is full, and give
 * up first the turn that the request has.
 */
export interface Turn {
  /** Of a verified user: all their tokens and editors are one share. */
  ofUser(user: string): Promise<void>;
  /** Of a key that anybody could have made, by its thumbprint: in a line that takes no place of a user's. */
  ofStranger(thumbprint: string): Promise<void>;
  /** Gives the turn up, to wait for something other than the database. Safe to repeat. */
  end(): void;
}

declare module "hono" {
  interface ContextVariableMap {
    turn: Turn;
  }
}

/** Gives each request its turn, which ends with its handler: a stream holds it until the stream begins. */
export function inTurn(): MiddlewareHandler {
  const users = createFairQueue("requests", userLimits);
  const strangers = createFairQueue("requests", strangerLimits);
  return async (context, next) => {
    const { signal } = context.req.raw;
    let leave: (() => void) | null = null;
    const end = (): void => {
      leave?.();
      leave = null;
    };
    const enter = async (queue: FairQueue, asker: string): Promise<void> => {
      end();
      leave = await queue.enter(asker, signal).catch(refuse);
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

function refuse(error: unknown): never {
  if (!(error instanceof ToolError)) throw error;
  throw new Refused(429, "bad-request", `${error.message} ${error.next}`);
}
