/** One pairing as it is stored, and its state at a given time. Pure. */
import type { Selectable } from "kysely";
import { z } from "zod";
import type { Tables } from "../database.ts";

const Ended = z.enum(["refused", "revoked", "signed-out"]);

export interface Pairing {
  readonly id: string;
  readonly codeDigest: string;
  readonly thumbprint: string;
  /** The editor's own words, like the two fields after it. They are shown to the person and never trusted. */
  readonly editor: string;
  readonly host: string;
  readonly folder: string | null;
  readonly leg: string | null;
  readonly answer: string | null;
  readonly wrongCodes: number;
  /** The end of the waiting time until it is allowed; after that, the end of the pairing. */
  readonly expiresAt: Date;
  /** The person who allowed it, and the claim by which that person is known. */
  readonly user: string | null;
  readonly claim: string | null;
  /** The id of the person's tokens of the identity provider. */
  readonly identity: string | null;
  readonly allowedAt: Date | null;
  readonly renewedAt: Date | null;
  readonly ended: z.infer<typeof Ended> | null;
  /** See pairing-seal.ts; null until it is allowed. */
  readonly seal: string | null;
}

export type PairingState = "waiting" | "allowed" | "expired" | z.infer<typeof Ended>;

/** Why an Allow did nothing. */
export type AllowRefusal = "wrong-code" | "too-many" | "over";

export function stateOf({ ended, expiresAt, allowedAt }: Pairing, now: Date): PairingState {
  if (ended !== null) return ended;
  if (expiresAt <= now) return "expired";
  return allowedAt === null ? "waiting" : "allowed";
}

export const pairingOf = (row: Selectable<Tables["pairings"]>): Pairing => ({
  id: row.id,
  codeDigest: row.code_digest,
  thumbprint: row.thumbprint,
  editor: row.editor,
  host: row.host,
  folder: row.folder,
  leg: row.leg,
  answer: row.answer,
  wrongCodes: row.wrong_codes,
  expiresAt: row.expires_at,
  user: row.user_name,
  claim: row.user_claim,
  identity: row.tokens,
  allowedAt: row.allowed_at,
  renewedAt: row.renewed_at,
  ended: row.ended === null ? null : Ended.parse(row.ended),
  seal: row.seal,
});
