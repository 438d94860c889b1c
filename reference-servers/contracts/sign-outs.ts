/**
 * Sign-outs at the company's identity provider (OpenID Connect Back-Channel Logout 1.0), as the registry hands them to
 * the edge and to the servers. Each of them refuses the tokens that a sign-out ends.
 */
import { z } from "zod";

/** Where the provider sends its logout tokens, below the registry's URL. */
export const backChannelLogoutPath = "/sign-out/back-channel";

/**
 * Seconds that a sign-out is kept. No token is accepted for longer than this after it was issued, so an older sign-out has
 * nothing left to end.
 */
export const maxTokenAgeSeconds = 86_400;

/** What a sign-out can end a token by. */
export const SignIn = z.object({
  /** As the provider's description has it. */
  issuer: z.string(),
  /** The token's `sub`, and its `sid` (OpenID Connect Front-Channel Logout 1.0 §3); null where it has none. */
  subject: z.string().nullable(),
  session: z.string().nullable(),
  /** Seconds since 1970; null if the token does not say. */
  issuedAt: z.number().nullable(),
});
export type SignIn = z.infer<typeof SignIn>;

export const SignOut = z.object({
  issuer: z.string(),
  /** Null if the provider named the session alone. */
  subject: z.string().nullable(),
  /** Null if all sessions of the person have ended. */
  session: z.string().nullable(),
  /** Seconds since 1970: tokens that were issued in this second or before have ended. */
  at: z.number().int(),
  /** Seconds since 1970. After this the sign-out is forgotten. */
  until: z.number().int(),
});
export type SignOut = z.infer<typeof SignOut>;

/** Sign-outs in the order in which the registry heard of them. */
export const SignOutPage = z.object({
  signOuts: z.array(SignOut),
  /** Where the next question begins. */
  cursor: z.number().int().nonnegative(),
  /** Whether there are more beyond this page. */
  more: z.boolean(),
});
export type SignOutPage = z.infer<typeof SignOutPage>;
