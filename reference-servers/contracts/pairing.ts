/**
 * Pairing: a person lets one editor decide in their name. The editor makes an ES256 key, shows the code that it gets from
 * the registry, and opens `url`. There the person, freshly signed in, reads which editor asks, types the code and clicks
 * Allow. There is no callback: the editor polls, so pairing works in the same way on this machine, in a container and over SSH.
 * Its routes are in registry-api/pairings.ts. Each request carries a proof of the key.
 * A proof is a JWT in the header `DPoP` (RFC 9449 §4). A decision carries the token as `Authorization: DPoP …`, and its
 * own proof with `ath`.
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

/** The editor's own words. The person sees them, and no decision trusts them. */
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
   * The broker's authorization URL, where the editor signs in too. The browser goes there after the person's Allow, and
   * the answer that comes back to the registry's return page waits for the editor. The code is worth nothing without the
   * verifier that the editor keeps (RFC 7636). Null where only the pairing is renewed.
   */
  leg: z.url().max(4000).nullable(),
});
export type PairingAsk = z.infer<typeof PairingAsk>;

export const PairingBegun = z.object({
  id: z.string(),
  /** Eight letters in two groups, which the person types: "BCDF-GHJK". */
  code: z.string(),
  /** The page of the registry that the editor opens. */
  url: z.url(),
  expiresAt: z.iso.datetime(),
  pollMs: z.number().int().positive(),
});
export type PairingBegun = z.infer<typeof PairingBegun>;

/** Proves a pairing's key at the decision API; valid for ten minutes at most. */
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
    /** When the person clicked Allow. What the editor may decide by itself depends on it. */
    authenticatedAt: z.iso.datetime(),
    /** The end of the pairing. */
    until: z.iso.datetime(),
    /**
     * The query that came back from the identity provider for `leg`; null before it came, or where no leg was asked for.
     * Returned only once the person has allowed the pairing.
     */
    answer: z.string().nullable(),
  }),
  z.object({ state: z.literal("ended"), why: z.enum(["refused", "expired", "revoked", "signed-out"]) }),
]);
export type PairingAnswer = z.infer<typeof PairingAnswer>;

/** The path beside the inbox's pages: `/approvals/editors/<id>`. */
export const pairingPath = (id: string): string => `/approvals/editors/${id}`;

/** The protected header's `typ` of a decision token (RFC 8725 §3.11). */
export const decisionTokenType = "drawbridge-decision+jwt";

/** Letters of a code. There is no vowel, so that they form no word, and no two letters look alike. */
export const codeLetters = "BCDFGHJKLMNPQRSTVWXZ";
