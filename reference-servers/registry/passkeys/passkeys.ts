/**
 * Passkeys (WebAuthn Level 3): those that a person has, how they add and remove one, and how they decide with one. User
 * verification is always required.
 */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { sql } from "kysely";
import type { z } from "zod";
import type { SealedDatabase } from "../approvals/transition.ts";
import { appendAudit } from "../audit/append.ts";
import type { Confirmation, Registration } from "../inbox/passkey-forms.ts";
import { challengeTimeoutMs, makeChallenge, type Owner, type Purpose, takeChallenge } from "./challenge.ts";
import type { RelyingParty } from "./relying-party.ts";
import { deletePasskeys, insertPasskey, keepUse, type Passkey, passkeysOf } from "./store.ts";

/** `why` is a sentence to the person. */
export type Outcome<Of> = ({ readonly ok: true } & Of) | { readonly ok: false; readonly why: string };

export interface NewPasskey {
  readonly label: string;
  readonly registration: z.infer<typeof Registration>;
  /** Proof by a passkey that the person has already. The first passkey needs a fresh sign-in instead. */
  readonly confirmation: Confirmation | null;
}

export interface Passkeys {
  list(owner: Owner): Promise<Passkey[]>;
  /** What the browser asks an authenticator of the person for `purpose`; null if they have no passkey. */
  ask(owner: Owner, purpose: Purpose): Promise<PublicKeyCredentialRequestOptionsJSON | null>;
  /** Whether one of their passkeys has just agreed to exactly `purpose`, for the first time. */
  check(owner: Owner, purpose: Purpose, answer: Confirmation): Promise<Outcome<{ passkey: string }>>;
  registration(owner: Owner): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /** `isFresh`: the person signed in within the last five minutes. */
  add(owner: Owner, wanted: NewPasskey, isFresh: boolean): Promise<Outcome<object>>;
  remove(owner: Owner, id: string, confirmation: Confirmation): Promise<Outcome<object>>;
  /** An operator removes all passkeys of a person. Returns how many there were. */
  reset(owner: Owner): Promise<number>;
}

const notGood = "Your passkey's answer is not good for this. Nothing was done: try again from this page.";
const copied =
  "This passkey's counter went back, as that of a copy does. Nothing was done. Use another passkey, or have an operator reset yours.";
const maxPasskeys = 20;
/** COSE algorithms that authenticators have: ES256, EdDSA, RS256 (RFC 9053, RFC 8812). */
const supportedAlgorithmIDs = [-7, -8, -257];

export function passkeys(sealed: SealedDatabase, party: RelyingParty, now: () => Date = () => new Date()): Passkeys {
  const { database, seals } = sealed;
  const isExpected = (owner: Owner, purpose: Purpose) => (challenge: string) =>
    takeChallenge(database, challenge, owner, purpose, now());

  const check: Passkeys["check"] = async (owner, purpose, answer) => {
    const passkey = (await passkeysOf(sealed, owner)).find(({ id }) => id === answer.id);
    if (passkey === undefined)
      return { ok: false, why: "This passkey is not one of yours here. Use another, or add it." };
    const verified = await verifyAuthenticationResponse({
      response: answer,
      expectedChallenge: isExpected(owner, purpose),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: passkey.id,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, "base64url")),
        // Compared below, so that a copied passkey gets another message than an invalid answer.
        counter: 0,
      },
    }).catch(() => null);
    if (verified?.verified !== true) return { ok: false, why: notGood };
    const { newCounter } = verified.authenticationInfo;
    // WebAuthn Level 3 §7.2 step 22: the counter must increase if the authenticator has one.
    if ((newCounter > 0 || passkey.counter > 0) && newCounter <= passkey.counter) return { ok: false, why: copied };
    return (await keepUse(sealed, passkey, newCounter, now()))
      ? { ok: true, passkey: passkey.id }
      : { ok: false, why: notGood };
  };

  return {
    list: (owner) => passkeysOf(sealed, owner),
    async ask(owner, purpose) {
      const existing = await passkeysOf(sealed, owner);
      if (existing.length === 0) return null;
      return generateAuthenticationOptions({
        rpID: party.id,
        challenge: await makeChallenge(database, owner, purpose, now()),
        allowCredentials: existing.map(({ id }) => ({ id })),
        userVerification: "required",
        timeout: challengeTimeoutMs,
      });
    },
    check,
    async registration(owner) {
      const existing = await passkeysOf(sealed, owner);
      return generateRegistrationOptions({
        rpName: "Drawbridge",
        rpID: party.id,
        userName: owner.user,
        challenge: await makeChallenge(database, owner, { act: "register" }, now()),
        attestationType: "none",
        supportedAlgorithmIDs,
        excludeCredentials: existing.map(({ id }) => ({ id })),
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        timeout: challengeTimeoutMs,
      });
    },
    async add(owner, { label, registration, confirmation }, isFresh) {
      const existing = await passkeysOf(sealed, owner);
      if (existing.length >= maxPasskeys)
        return { ok: false, why: `You have ${maxPasskeys} passkeys, and no more are taken. Remove one first.` };
      if (existing.length === 0 && !isFresh)
        return {
          ok: false,
          why: "Your first passkey needs a sign-in of the last five minutes. Sign in again, then add it.",
        };
      if (existing.length > 0) {
        if (confirmation === null)
          return { ok: false, why: "Another passkey is added with one that you have. Nothing was added: try again." };
        const confirmed = await check(owner, { act: "confirm-register" }, confirmation);
        if (!confirmed.ok) return confirmed;
      }
      const verified = await verifyRegistrationResponse({
        response: registration,
        expectedChallenge: isExpected(owner, { act: "register" }),
        supportedAlgorithmIDs,
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: true,
      }).catch(() => null);
      if (verified?.verified !== true) return { ok: false, why: notGood };
      const { id, publicKey, counter } = verified.registrationInfo.credential;
      const at = now();
      return database.transaction().execute(async (transaction): Promise<Outcome<object>> => {
        const within = { database: transaction, seals };
        await sql`select pg_advisory_xact_lock(hashtextextended(${`passkeys of ${owner.claim} ${owner.user}`}, 0))`.execute(
          transaction,
        );
        // If two first passkeys are added at once, neither would be confirmed by the other.
        if ((await passkeysOf(within, owner)).length !== existing.length) return { ok: false, why: notGood };
        const inserted = await insertPasskey(within, {
          ...{ id, user: owner.user, claim: owner.claim, label, counter, createdAt: at, usedAt: null },
          publicKey: Buffer.from(publicKey).toString("base64url"),
        });
        if (!inserted) return { ok: false, why: "This passkey is here already." };
        await appendAudit(
          transaction,
          [{ kind: "passkey-added", body: { ...whoOf(owner), passkey: id, label, first: existing.length === 0 } }],
          at,
        );
        return { ok: true };
      });
    },
    async remove(owner, id, confirmation) {
      const confirmed = await check(owner, { act: "confirm-remove", passkey: id }, confirmation);
      if (!confirmed.ok) return confirmed;
      return database.transaction().execute(async (transaction): Promise<Outcome<object>> => {
        if ((await deletePasskeys(transaction, owner, id)) === 0)
          return { ok: false, why: "There is no such passkey." };
        const body = { ...whoOf(owner), passkey: id, by: owner.user };
        await appendAudit(transaction, [{ kind: "passkey-removed", body }], now());
        return { ok: true };
      });
    },
    reset: (owner) =>
      database.transaction().execute(async (transaction) => {
        const count = await deletePasskeys(transaction, owner);
        await appendAudit(
          transaction,
          [{ kind: "passkeys-reset", body: { ...whoOf(owner), count, by: "operator" } }],
          now(),
        );
        return count;
      }),
  };
}

/** The owner alone, because the argument may be a whole person. */
const whoOf = ({ user, claim }: Owner) => ({ user, claim });
