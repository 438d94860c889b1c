/**
 * Who acts, as the hosted parts tell each other: boundary 5 (edge → server), and the types that every other contract
 * uses.
 */
import { z } from "zod";
import { maxDisplayNameLength } from "./display-name.ts";

/**
 * The kind of client application that made a call. It is derived from the token's client id, never from what a client
 * says.
 */
export const Surface = z.enum(["local", "chat-web", "chat-bot", "service"]);
export type Surface = z.infer<typeof Surface>;

/** Where a part of the deployment runs. */
export const Environment = z.enum(["dev", "staging", "prod"]);
export type Environment = z.infer<typeof Environment>;

/** A signed-in engineer, as a policy sees them. */
export const Principal = z.object({
  user: z.string().min(1).max(200),
  groups: z.array(z.string()),
  surface: Surface,
  /**
   * The token's claim that `user` comes from (person.ts). Ids of two different claims are never compared. Left out:
   * `sub`.
   */
  claim: z.string().min(1).max(100).optional(),
  /** A name for people to read (display-name.ts). No policy sees it. Left out: the token has none. */
  name: z.string().max(maxDisplayNameLength).optional(),
});
export type Principal = z.infer<typeof Principal>;

/**
 * Headers of boundary 5. The edge removes every copy that a client sent, then sets its own. `proof` carries the secret
 * that is derived at each start for that one server (see `edgeProof`); without it a server refuses the request.
 */
export const identityHeaders = {
  user: "x-forwarded-user",
  groups: "x-forwarded-groups",
  surface: "x-forwarded-surface",
  claim: "x-forwarded-user-claim",
  name: "x-forwarded-user-name",
  signIn: "x-forwarded-sign-in",
  proof: "x-drawbridge-edge",
} as const;

/** Only the edge may set request headers with these prefixes. */
export const reservedHeaderPrefixes = ["x-forwarded-", "x-drawbridge-"] as const;
