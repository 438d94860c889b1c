/**
 * Where the groups of a user are looked up whose token does not name them. Providers leave them out of a token where
 * there are too many (Entra ID: `_claim_names`, `hasgroups`), or always. Only the operator's address is asked, never one
 * that a token names.
 */
import { z } from "zod";
import { ClaimPath } from "./claim-path.ts";

/** Seconds that an answer is believed. A group that a user has lost counts as long. */
const MaxAge = z.number().int().min(1).max(3_600).default(300);

/** A secret is sent there, so the connection is encrypted, or stays on this machine. */
const Address = z
  .url({ protocol: /^https?$/ })
  .refine(
    (url) => url.startsWith("https:") || /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(url),
    "an address with https",
  );

export const GroupLookup = z.discriminatedUnion("kind", [
  /** The provider's userinfo endpoint, with the caller's own token (OpenID Connect Core 1.0 §5.3), at `claims.groups`. */
  z.strictObject({ kind: z.literal("userinfo"), maxAgeSeconds: MaxAge }),
  /**
   * A directory that answers with JSON, as Microsoft Graph and SCIM (RFC 7644) do. DRAWBRIDGE_GROUPS_SECRET, at the registry
   * and at the edge, is the bearer token for it, or the secret of `client`.
   */
  z.strictObject({
    kind: z.literal("directory"),
    /** `{user}` in it is replaced by the value of `userClaim`. */
    url: Address.refine((url) => /\{user\}|%7Buser%7D/.test(url), "an address with {user} in it"),
    /** The claim by which the directory knows people, for example `oid`. */
    userClaim: ClaimPath.default(["sub"]),
    /** Where the answer has the list of groups: `value` in Graph, `groups` in a SCIM user. */
    list: ClaimPath.default(["value"]),
    /** The member of an entry that names the group: `id`, `displayName`, `value`, `display`. An entry may be a text itself. */
    name: z.string().min(1).max(100).default("id"),
    /** The client whose secret gets a token for the directory (RFC 6749 §4.4). */
    client: z
      .strictObject({ clientId: z.string().min(1).max(500), tokenUrl: Address, scope: z.string().min(1).max(500) })
      .optional(),
    maxAgeSeconds: MaxAge,
  }),
]);
export type GroupLookup = z.output<typeof GroupLookup>;
export type DirectoryLookup = Extract<GroupLookup, { kind: "directory" }>;
