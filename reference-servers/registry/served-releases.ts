/** Refuses requests of our own programs on engineers' machines that are older than this registry serves. */
import { type ClientProgram, clientHeader, oldestReleasePolicy } from "@drawbridge/contracts/client-release";
import type { OldestServed } from "@drawbridge/contracts/registry";
import { tooOldForThis } from "@drawbridge/hosted/client-release";
import type { MiddlewareHandler } from "hono";
import { Refused } from "./refusal.ts";

declare module "hono" {
  interface ContextVariableMap {
    /**
     * Throws Refused if the request's release is too old. `program` sent the request, by the credential that it shows. Other
     * programs with a token of their own have no release of ours, so a handler asks once it knows the caller.
     */
    requireServed(program: ClientProgram): void;
  }
}

export const servedReleases =
  (oldest: OldestServed): MiddlewareHandler =>
  async (context, next) => {
    context.set("requireServed", (program) => {
      const why = tooOldForThis(context.req.header(clientHeader), program, oldest);
      if (why !== null) throw new Refused(403, "not-allowed", why, {}, oldestReleasePolicy);
    });
    await next();
  };
