/**
 * Challenges. Each is the digest of exactly what the person agrees to, with a nonce, so that a signature over it covers
 * that and nothing else. Each can be used once, within five minutes.
 */
import { randomBytes } from "node:crypto";
import type { Decisions, Resolution } from "@drawbridge/contracts/approvals";
import { digestOf } from "@drawbridge/contracts/digest";
import type { z } from "zod";
import type { Database } from "../database.ts";

/** What a passkey is asked for. */
export type Purpose =
  /**
   * The whole decision: the request, what was shown, approve or reject, how long similar calls are approved, and the
   * reason.
   */
  | { readonly act: "decide"; readonly decision: Decisions["decisions"][number] }
  /** How a call ended whose end is not recorded, and how the person knows. */
  | { readonly act: "resolve"; readonly request: string; readonly resolution: z.infer<typeof Resolution> }
  | { readonly act: "register" }
  | { readonly act: "confirm-register" }
  | { readonly act: "confirm-remove"; readonly passkey: string };

export interface Owner {
  readonly user: string;
  readonly claim: string;
}

/** Milliseconds that the person may take to answer. */
export const challengeTimeoutMs = 5 * 60_000;

export async function makeChallenge(
  database: Database,
  owner: Owner,
  purpose: Purpose,
  now: Date,
): Promise<Uint8Array<ArrayBuffer>> {
  const nonce = randomBytes(32).toString("base64url");
  const challenge = challengeOf(owner, purpose, nonce);
  await database.deleteFrom("passkey_challenges").where("expires_at", "<=", now).execute();
  const expires_at = new Date(now.getTime() + challengeTimeoutMs);
  await database.insertInto("passkey_challenges").values({ challenge, nonce, expires_at }).execute();
  return new Uint8Array(Buffer.from(challenge, "base64url"));
}

/**
 * Whether `challenge` was made for exactly this, a short time ago, and was not taken before. It counts as taken after
 * this call, even if it was made for something else.
 */
export async function takeChallenge(
  database: Database,
  challenge: string,
  owner: Owner,
  purpose: Purpose,
  now: Date,
): Promise<boolean> {
  const row = await database
    .deleteFrom("passkey_challenges")
    .where("challenge", "=", challenge)
    .returning(["nonce", "expires_at"])
    .executeTakeFirst();
  return row !== undefined && row.expires_at > now && challengeOf(owner, purpose, row.nonce) === challenge;
}

const challengeOf = ({ user, claim }: Owner, purpose: Purpose, nonce: string): string =>
  digestOf({ for: "drawbridge-passkey-1", user, claim, purpose, nonce });
