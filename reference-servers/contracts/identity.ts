/**
 * Who acts, as the hosted parts tell each other: boundary 5 (edge → server) and the
 * terms every other contract is written in.
 */
import { z } from "zod";

/** The kind of client application a call came from; derived from the token's client id, never from what a client says. */
export const Surface = z.enum(["local", "chat-web", "chat-bot", "service"]);
export type Surface = z.infer<typeof Surface>;

export const Environment = z.enum(["dev", "staging", "prod"]);
export type Environment = z.infer<typeof Environment>;

/** A signed-in engineer as policy sees them. */
export const Principal = z.object({
  user: z.string().min(1).max(200),
  groups: z.array(z.string()),
  surface: Surface,
  /** The token's claim that `user` comes from (person.ts): ids of two claims are never compared. `sub` where left out. */
  claim: z.string().min(1).max(100).optional(),
});
export type Principal = z.infer<typeof Principal>;

/**
 * Headers of boundary 5. The edge removes every copy a client sent, then sets its own. `proof` carries the
 * per-start secret derived for that one server (see `deriveSecret`); without it a server refuses the request.
 */
export const identityHeaders = {
  user: "x-forwarded-user",
  groups: "x-forwarded-groups",
  surface: "x-forwarded-surface",
  claim: "x-forwarded-user-claim",
  proof: "x-drawbridge-edge",
} as const;

/** Every request header with this prefix is the edge's alone to set. */
export const reservedHeaderPrefixes = ["x-forwarded-", "x-drawbridge-"] as const;
