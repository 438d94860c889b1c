/**
 * Pairings of editors, from the editor's ask and the person's Allow to their end. The id of a pairing is useless
 * without its key: a caller that names an id must prove that it holds the key. Each step that gives or removes power is
 * in the audit.
 */

import { randomBytes } from "node:crypto";
import { type PairingAnswer, type PairingAsk, type PairingBegun, pairingPath } from "@drawbridge/contracts/pairing";
import { sql } from "kysely";
import { advisoryLocks } from "../advisory-locks.ts";
import type { Identified } from "../approvals/may-decide.ts";
import { appendAudit, type Happening } from "../audit/append.ts";
import { pairingsInForce } from "../audit/credentials.ts";
import type { Database } from "../database.ts";
import type { IdentityTokens } from "../inbox/identity-tokens.ts";
import type { Turn } from "../request-shares.ts";
import type { RowSeals } from "../row-seals.ts";
import type { Deciding } from "../settings.ts";
import type { DecisionTokens } from "./decision-tokens.ts";
import { type AllowRefusal, type Pairing, pairingOf, stateOf } from "./pairing.ts";
import { codeDigest, newCode } from "./pairing-code.ts";
import { isSealed, sealOfPairing } from "./pairing-seal.ts";
import { makeRoom } from "./waiting-asks.ts";

export interface Asker {
  /** The thumbprint of its key (RFC 7638). */
  readonly thumbprint: string;
  /** The network address of the request. */
  readonly address: string;
}

/** The person who allows the editor, in a session of the inbox. The caller has checked that the sign-in is fresh. */
export interface Allower {
  readonly person: Identified;
  /** The person's tokens from the identity provider (identity-tokens.ts). */
  readonly tokens: string;
}

export interface Pairings {
  /** If the maximum number of asks waits already, the new ask replaces another one. So new asks are never refused. */
  begin(ask: PairingAsk, asker: Asker): Promise<PairingBegun>;
  /** Null if there is no such pairing. */
  find(id: string): Promise<Pairing | null>;
  /** Records that a signed-in person opened it. It then keeps its place before asks that no person has opened. */
  opened(id: string): Promise<void>;
  /** The person types the code and allows; null if this succeeded. */
  allow(id: string, code: string, by: Allower): Promise<AllowRefusal | null>;
  /** The person refuses, before the pairing is allowed. */
  refuse(id: string): Promise<void>;
  /** Stores the identity provider's answer for the broker until the editor asks for it. */
  answered(id: string, answer: string): Promise<boolean>;
  /**
   * For the holder of the key: whether it waits, or a token with the person's current groups. Null if the pairing is
   * not the caller's. It calls the identity provider outside of any turn, and does the rest in the person's turn.
   */
  token(id: string, thumbprint: string, turn: Pick<Turn, "ofUser" | "end">): Promise<PairingAnswer | null>;
  /** The valid pairings of a person, the newest first. */
  list(person: Identified): Promise<readonly Pairing[]>;
  /** The person ends one of their pairings. */
  revoke(id: string, person: Identified): Promise<boolean>;
  /** The editor signs out. */
  signOut(id: string, thumbprint: string): Promise<boolean>;
}

/** Milliseconds that a person has to type the code. */
const waitsMs = 10 * 60_000;
const pollMs = 1_000;
/** Maximum number of asks that wait at a time, in total. Behind a company's proxy all of them come from one address. */
const maxWaiting = 2_000;
/** Editors of one person at a time. */
const maxOfPerson = 20;
const maxWrongCodes = 5;
/** Milliseconds for which a pairing that has ended stays readable. */
const rememberedMs = 60 * 60_000;

export function pairings(
  database: Database,
  { url, deciding, seals }: { readonly url: string; readonly deciding: Deciding; readonly seals: RowSeals },
  { identityTokens, tokens }: { readonly identityTokens: IdentityTokens; readonly tokens: DecisionTokens },
  now: () => Date = () => new Date(),
): Pairings {
  const rowOf = (id: string, from: Database = database) => from.selectFrom("pairings").selectAll().where("id", "=", id);

  /** A row that another program wrote, changed or brought back after its end allows nothing: it counts as revoked. */
  const believed = async (rowsFound: readonly Pairing[], from: Database = database): Promise<Pairing[]> => {
    const opens = ({ allowedAt, ended }: Pairing): boolean => allowedAt !== null && ended === null;
    const sealed = rowsFound.filter((each) => opens(each) && isSealed(each, seals));
    const inForce = await pairingsInForce(
      from,
      sealed.map(({ id }) => id),
    );
    const good = new Set(sealed.filter(({ id }) => inForce.has(id)));
    return rowsFound.map((each) => (opens(each) && !good.has(each) ? { ...each, ended: "revoked" } : each));
  };
  const findIn = async (rows: ReturnType<typeof rowOf>, from: Database = database): Promise<Pairing | null> =>
    (await believed((await rows.execute()).map(pairingOf), from))[0] ?? null;
  /** Takes one step on a locked row, and writes the audit entry for it. */
  const step = <T>(
    id: string,
    act: (pairing: Pairing, transaction: Database, happenings: Happening[]) => Promise<T>,
    absent: T,
  ): Promise<T> =>
    database.transaction().execute(async (transaction) => {
      const pairing = await findIn(rowOf(id, transaction).forUpdate(), transaction);
      if (pairing === null) return absent;
      const happenings: Happening[] = [];
      const result = await act(pairing, transaction, happenings);
      if (happenings.length > 0) await appendAudit(transaction, happenings, now());
      return result;
    });

  const end = async (pairing: Pairing, transaction: Database, why: "refused" | "revoked" | "signed-out") => {
    await transaction
      .updateTable("pairings")
      .set({ ended: why, tokens: null, answer: null, seal: null })
      .where("id", "=", pairing.id)
      .execute();
    return { kind: "editor-revoked", body: { ...saidOf(pairing), why } } as const;
  };

  return {
    async begin({ editor, host, folder, leg }, { thumbprint, address }) {
      const at = now();
      const id = randomBytes(16).toString("base64url");
      const code = newCode();
      const expiresAt = new Date(at.getTime() + waitsMs);
      await database.transaction().execute(async (transaction) => {
        await sql`select pg_advisory_xact_lock(${advisoryLocks.pairingAsk})`.execute(transaction);
        await transaction
          .deleteFrom("pairings")
          .where("expires_at", "<", new Date(at.getTime() - rememberedMs))
          .execute();
        await makeRoom(transaction, maxWaiting - 1, at);
        await transaction
          .insertInto("pairings")
          .values({
            ...{ id, code_digest: codeDigest(id, code), thumbprint, editor, host, folder, address, leg },
            ...{ asked_at: at, expires_at: expiresAt },
          })
          .execute();
      });
      return { id, code, url: `${url}${pairingPath(id)}`, expiresAt: expiresAt.toISOString(), pollMs };
    },
    find: (id) => findIn(rowOf(id)),
    async opened(id) {
      await database
        .updateTable("pairings")
        .set({ opened_at: now() })
        .where("id", "=", id)
        .where("opened_at", "is", null)
        .execute();
    },
    allow: (id, code, by) =>
      step<AllowRefusal | null>(
        id,
        async (pairing, transaction, happenings) => {
          const at = now();
          if (stateOf(pairing, at) !== "waiting") return "over";
          if (pairing.codeDigest !== codeDigest(id, code)) {
            const wrong = pairing.wrongCodes + 1;
            const over = wrong >= maxWrongCodes;
            await transaction
              .updateTable("pairings")
              .set({ wrong_codes: wrong, ended: over ? "refused" : null })
              .where("id", "=", id)
              .execute();
            return over ? "over" : "wrong-code";
          }
          const { count } = await transaction
            .selectFrom("pairings")
            .select(sql<string>`count(*)`.as("count"))
            .where("user_name", "=", by.person.user)
            .where("user_claim", "=", by.person.claim)
            .where("ended", "is", null)
            .where("expires_at", ">", at)
            .executeTakeFirstOrThrow();
          if (Number(count) >= maxOfPerson) return "too-many";
          const { user, claim } = by.person;
          const until = new Date(at.getTime() + deciding.pairingSeconds * 1000);
          const allowed = { ...pairing, user, claim, identity: by.tokens, allowedAt: at, expiresAt: until };
          await transaction
            .updateTable("pairings")
            .set({
              ...{ user_name: user, user_claim: claim, tokens: by.tokens, allowed_at: at, expires_at: until },
              seal: sealOfPairing(allowed, seals),
            })
            .where("id", "=", id)
            .execute();
          happenings.push({ kind: "editor-paired", body: { ...saidOf(pairing), user: by.person.user } });
          return null;
        },
        "over",
      ),
    refuse: (id) =>
      step<void>(
        id,
        async (pairing, transaction) => {
          if (stateOf(pairing, now()) === "waiting") await end(pairing, transaction, "refused");
        },
        undefined,
      ),
    async answered(id, answer) {
      const { numUpdatedRows } = await database
        .updateTable("pairings")
        .set({ answer })
        .where("id", "=", id)
        .where("allowed_at", "is not", null)
        .where("ended", "is", null)
        .where("leg", "is not", null)
        .where("answer", "is", null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async token(id, thumbprint, turn) {
      const pairing = await this.find(id);
      if (pairing?.thumbprint !== thumbprint) return null;
      const at = now();
      const state = stateOf(pairing, at);
      if (state === "waiting") return { state };
      const { user, allowedAt, identity } = pairing;
      if (state !== "allowed" || user === null || allowedAt === null || identity === null)
        return { state: "ended", why: state === "allowed" || state === "expired" ? "expired" : state };
      turn.end();
      const person = await identityTokens.personNow(identity);
      await turn.ofUser(user);
      if (person?.user !== user || person.claim !== pairing.claim) {
        await step(
          id,
          async (locked, transaction, happenings) => void happenings.push(await end(locked, transaction, "signed-out")),
          undefined,
        );
        return { state: "ended", why: "signed-out" };
      }
      const claims = { sub: user, pairing: id, auth_time: Math.floor(allowedAt.getTime() / 1000) };
      const minted = await tokens.mint({ ...claims, cnf: { jkt: thumbprint } }, pairing.expiresAt, at);
      const going = await step(
        id,
        async (locked, transaction, happenings) => {
          if (stateOf(locked, at) !== "allowed") return false;
          if (locked.renewedAt === null) happenings.push({ kind: "editor-first-token", body: saidOf(locked) });
          await transaction.updateTable("pairings").set({ renewed_at: at }).where("id", "=", id).execute();
          return true;
        },
        false,
      );
      if (!going) return { state: "ended", why: "revoked" };
      return {
        ...{ state: "allowed", user, token: minted.token, expiresAt: minted.expiresAt.toISOString() },
        ...{ authenticatedAt: allowedAt.toISOString(), until: pairing.expiresAt.toISOString() },
        answer: pairing.answer,
      };
    },
    async list({ user, claim }) {
      const rows = await database
        .selectFrom("pairings")
        .selectAll()
        .where("user_name", "=", user)
        .where("user_claim", "=", claim)
        .where("ended", "is", null)
        .where("expires_at", ">", now())
        .orderBy("allowed_at", "desc")
        .execute();
      return (await believed(rows.map(pairingOf))).filter(({ ended }) => ended === null);
    },
    revoke: (id, { user, claim }) =>
      step(
        id,
        async (pairing, transaction, happenings) => {
          if (pairing.user !== user || pairing.claim !== claim || stateOf(pairing, now()) !== "allowed") return false;
          happenings.push(await end(pairing, transaction, "revoked"));
          return true;
        },
        false,
      ),
    signOut: (id, thumbprint) =>
      step(
        id,
        async (pairing, transaction, happenings) => {
          if (pairing.thumbprint !== thumbprint) return false;
          const state = stateOf(pairing, now());
          if (state === "waiting") await end(pairing, transaction, "signed-out");
          if (state === "allowed") happenings.push(await end(pairing, transaction, "signed-out"));
          return true;
        },
        false,
      ),
  };
}

const saidOf = ({ id, user, editor, host, folder, thumbprint }: Pairing): Happening["body"] => ({
  ...{ pairing: id, user, editor, host, folder, key: thumbprint },
});
