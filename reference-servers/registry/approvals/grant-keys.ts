/**
 * The keys that sign grants: a new one each day. The database holds them, the private half sealed, so that every
 * registry with the same root secret can sign, and a grant survives a restart. Each row is sealed (row-seals.ts): a key
 * that another program inserted does not count. A key that cannot be opened, because the root secret has changed, stays
 * published for the grants it signed, and a new key signs.
 */

import { randomBytes } from "node:crypto";
import type { Secret } from "@drawbridge/contracts/secret";
import {
  type CryptoKey,
  createLocalJWKSet,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
} from "jose";
import { sql } from "kysely";
import { z } from "zod";
import { advisoryLocks } from "../advisory-locks.ts";
import type { Database } from "../database.ts";
import { sealFor } from "../seal.ts";
import type { SealedDatabase } from "./transition.ts";

export const signatureAlgorithm = "EdDSA";

/** Milliseconds for which one key signs. */
const signingPeriodMs = 24 * 60 * 60_000;

export interface SigningKey {
  readonly kid: string;
  readonly key: CryptoKey | Uint8Array;
}

export interface GrantKeys {
  /** The key that signs now. Makes one if there is none. */
  signing(now: Date): Promise<SigningKey>;
  /** Every key that may have signed a grant which has not expired yet. Servers read these. */
  published(now: Date): Promise<JSONWebKeySet>;
  /** Finds the key of a grant among the published ones. */
  verifying(now: Date): JWTVerifyGetKey;
}

const PublicKey = z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string() });
const PrivateKey = PublicKey.extend({ d: z.string() });

/** A key stays published until the last grant it signed has expired. */
export function grantKeys({ database, seals }: SealedDatabase, rootSecret: Secret, maxGrantMs: number): GrantKeys {
  const seal = sealFor("grant-signing-key", rootSecret);
  let keySet: JWTVerifyGetKey | undefined;
  let current: (SigningKey & { readonly until: Date }) | undefined;

  /**
   * Whether this registry, or another with the same seal secret, made the key. A row that another program inserted is
   * not a key.
   */
  const isOurs = (kid: string, publicKey: unknown, rowSeal: string | null): boolean =>
    seals.check("grant-key", { kid, publicKey }, rowSeal) === "whole";

  const newest = async (from: Database, now: Date): Promise<typeof current> => {
    const rows = await from
      .selectFrom("grant_keys")
      .select(["kid", "public_key", "sealed_private_key", "created_at", "seal"])
      .where("created_at", ">", new Date(now.getTime() - signingPeriodMs))
      .orderBy("created_at", "desc")
      .execute();
    for (const { kid, public_key, sealed_private_key, created_at, seal: rowSeal } of rows) {
      if (!isOurs(kid, public_key, rowSeal)) continue;
      const opened = seal.open(sealed_private_key);
      if (opened === null) continue;
      const key = await importJWK(PrivateKey.parse(JSON.parse(opened)), signatureAlgorithm);
      return { kid, key, until: new Date(created_at.getTime() + signingPeriodMs) };
    }
    return undefined;
  };

  const newKey = (now: Date): Promise<typeof current> =>
    database.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(${advisoryLocks.grantKeys})`.execute(transaction);
      const other = await newest(transaction, now);
      if (other !== undefined) return other;
      const { publicKey, privateKey } = await generateKeyPair(signatureAlgorithm, { extractable: true });
      const kid = randomBytes(12).toString("base64url");
      const published = PublicKey.parse(await exportJWK(publicKey));
      await transaction
        .insertInto("grant_keys")
        .values({
          kid,
          public_key: JSON.stringify(published),
          sealed_private_key: seal.seal(JSON.stringify(PrivateKey.parse(await exportJWK(privateKey)))),
          created_at: now,
          seal: seals.seal("grant-key", { kid, publicKey: published }),
        })
        .execute();
      return { kid, key: privateKey, until: new Date(now.getTime() + signingPeriodMs) };
    });

  const readPublished = async (now: Date): Promise<JSONWebKeySet> => {
    const rows = await database
      .selectFrom("grant_keys")
      .select(["kid", "public_key", "seal"])
      .where("created_at", ">", new Date(now.getTime() - signingPeriodMs - maxGrantMs))
      .orderBy("created_at", "desc")
      .execute();
    const ours = rows.filter(({ kid, public_key, seal: rowSeal }) => isOurs(kid, public_key, rowSeal));
    const keys = ours.map(
      ({ kid, public_key }): JWK => ({
        ...PublicKey.parse(public_key),
        ...{ kid, alg: signatureAlgorithm, use: "sig" },
      }),
    );
    return { keys };
  };
  let reading: Promise<JSONWebKeySet> | undefined;
  /** Reads once for all callers that ask in the meantime, because this needs no credential. */
  const published = (now: Date): Promise<JSONWebKeySet> => {
    reading ??= readPublished(now).finally(() => {
      reading = undefined;
    });
    return reading;
  };

  return {
    async signing(now) {
      if (current === undefined || current.until <= now) current = (await newest(database, now)) ?? (await newKey(now));
      if (current === undefined) throw new Error("No key could be made.");
      return current;
    },
    published,
    verifying: (now) => async (header, token) => {
      keySet ??= createLocalJWKSet(await published(now));
      try {
        return await keySet(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        // Another registry may have made a key since, and after the reading that others wait for began.
        keySet = createLocalJWKSet(await readPublished(now));
        return keySet(header, token);
      }
    },
  };
}
