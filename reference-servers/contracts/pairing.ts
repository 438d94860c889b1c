/**
 * Pairing: a person lets one editor decide in their name. The editor makes an ES256 key, shows the code that it gets
 * here, and opens `url`; there the person, freshly signed in, reads who asks, types the code and clicks Allow. No
 * callback leads back: the editor polls, so it is the same wherever the editor runs.
 * Its routes are in registry-api/pairings.ts; each request goes with a proof of the key.
 * A proof is a JWT in the header `DPoP` (RFC 9449 §4). A decision carries the token as `Authorization: DPoP …`, and a
 * proof of its own with `ath`.
 */
import { z } from "zod";

/** A P-256 public key (RFC 7518 §6.2). */
export const PublicKey = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.string().length(43),
  y: z.string().length(43),
});
export type PublicKey = z.infer<typeof PublicKey>;

/** The names are the editor's own words: shown to the person, trusted for nothing. */
const Name = z
  .string()
  .min(1)
  .max(200)
  .refine((name) => name.isWellFormed() && !name.includes("\0"), "It holds what no text may.");

export const PairingAsk = z.object({
  editor: Name,
  host: Name,
  /** Null where the window shows no folder. */
  folder: Name.nullable(),
  /**
   * The broker's authorization URL, where the editor signs in too: the browser goes there after the person's Allow, and
   * what comes back to the registry's return page waits for the editor. The code is worth nothing without the verifier
   * that the editor keeps (RFC 7636). Null where only the pairing is renewed.
   */
  leg: z.url().max(4000).nullable(),
});
export type PairingAsk = z.infer<typeof PairingAsk>;

export const PairingBegun = z.object({
  id: z.string(),
  /** Eight letters in two groups, which the person types: "BCDF-GHJK". */
  code: z.string(),
  /** The page of the registry to open. */
  url: z.url(),
  expiresAt: z.iso.datetime(),
  pollMs: z.number().int().positive(),
});
export type PairingBegun = z.infer<typeof PairingBegun>;

/** Proves a pairing's key at the decision API; lives ten minutes at most. */
export const DecisionToken = z.object({
  /** Sent as `Authorization: DPoP <token>`. */
  token: z.string(),
  expiresAt: z.iso.datetime(),
});
export type DecisionToken = z.infer<typeof DecisionToken>;

export const PairingAnswer = z.discriminatedUnion("state", [
  z.object({ state: z.literal("waiting") }),
  z.object({
    state: z.literal("allowed"),
    user: z.string(),
    ...DecisionToken.shape,
    /** When the person clicked Allow: what the editor may decide by itself follows from it. */
    authenticatedAt: z.iso.datetime(),
    /** The end of the pairing. */
    until: z.iso.datetime(),
    /** The query that came back of the leg; null until it did, or where none was asked. Given once the person has allowed. */
    answer: z.string().nullable(),
  }),
  z.object({ state: z.literal("ended"), why: z.enum(["refused", "expired", "revoked", "signed-out"]) }),
]);
export type PairingAnswer = z.infer<typeof PairingAnswer>;

/** Sits beside the inbox's pages: `/approvals/editors/<id>`. */
export const pairingPath = (id: string): string => `/approvals/editors/${id}`;

/** The protected header's `typ` of a decision token (RFC 8725 §3.11). */
export const decisionTokenType = "drawbridge-decision+jwt";

/** Letters of a code: no vowel makes a word, and none looks like another. */
export const codeLetters = "BCDFGHJKLMNPQRSTVWXZ";
