/** A person adds a passkey (WebAuthn Level 3 §7.1): the first after a fresh sign-in, each later one with one they have. */
import { generateRegistrationOptions, verifyRegistrationResponse } from "@simplewebauthn/server";
import { sql } from "kysely";
import { appendAudit } from "../audit/append.ts";
import { type Ceremonies, isExpected, notGood, whoOf } from "./ceremonies.ts";
import { challengeTimeoutMs, makeChallenge, type Owner } from "./challenge.ts";
import type { NewPasskey, Outcome, Passkeys } from "./passkeys.ts";
import { insertPasskey, passkeysOf } from "./store.ts";

const maxPasskeys = 20;
/** COSE algorithms that authenticators have: ES256, EdDSA, RS256 (RFC 9053, RFC 8812). */
const supportedAlgorithmIDs = [-7, -8, -257];

interface Credential {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly label: string;
}

export function registration(ceremonies: Ceremonies, check: Passkeys["check"]): Pick<Passkeys, "registration" | "add"> {
  const { sealed, party, now } = ceremonies;

  return {
    async registration(owner) {
      const existing = await passkeysOf(sealed, owner);
      return generateRegistrationOptions({
        rpName: "Drawbridge",
        rpID: party.id,
        userName: owner.user,
        challenge: await makeChallenge(sealed.database, owner, { act: "register" }, now()),
        attestationType: "none",
        supportedAlgorithmIDs,
        excludeCredentials: existing.map(({ id }) => ({ id })),
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        timeout: challengeTimeoutMs,
      });
    },
    async add(owner, { label, registration, confirmation }, isFresh) {
      const existing = await passkeysOf(sealed, owner);
      const refusal = await refusalOf(owner, { count: existing.length, confirmation, isFresh }, check);
      if (refusal !== null) return refusal;
      const verified = await verifyRegistrationResponse({
        response: registration,
        expectedChallenge: isExpected(ceremonies, owner, { act: "register" }),
        supportedAlgorithmIDs,
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: true,
      }).catch(() => null);
      if (verified?.verified !== true) return { ok: false, why: notGood };
      return store(ceremonies, owner, { ...verified.registrationInfo.credential, label }, existing.length);
    },
  };
}

/** Why a person with `count` passkeys may add none now; null if they may. */
async function refusalOf(
  owner: Owner,
  {
    count,
    confirmation,
    isFresh,
  }: Pick<NewPasskey, "confirmation"> & { readonly count: number; readonly isFresh: boolean },
  check: Passkeys["check"],
): Promise<Outcome<object> | null> {
  if (count >= maxPasskeys)
    return { ok: false, why: `You have ${maxPasskeys} passkeys, and no more are taken. Remove one first.` };
  if (count === 0 && !isFresh)
    return {
      ok: false,
      why: "Your first passkey needs a sign-in of the last five minutes. Sign in again, then add it.",
    };
  if (count > 0) {
    if (confirmation === null)
      return { ok: false, why: "Another passkey is added with one that you have. Nothing was added: try again." };
    const confirmed = await check(owner, { act: "confirm-register" }, confirmation);
    if (!confirmed.ok) return confirmed;
  }
  return null;
}

/** Stores it if the person still has `before` passkeys. */
function store(
  { sealed: { database, seals }, now }: Ceremonies,
  owner: Owner,
  { id, publicKey, counter, label }: Credential,
  before: number,
): Promise<Outcome<object>> {
  const at = now();
  return database.transaction().execute(async (transaction): Promise<Outcome<object>> => {
    const within = { database: transaction, seals };
    await sql`select pg_advisory_xact_lock(hashtextextended(${`passkeys of ${owner.claim} ${owner.user}`}, 0))`.execute(
      transaction,
    );
    // If two first passkeys are added at once, neither would be confirmed by the other.
    if ((await passkeysOf(within, owner)).length !== before) return { ok: false, why: notGood };
    const inserted = await insertPasskey(within, {
      ...{ id, user: owner.user, claim: owner.claim, label, counter, createdAt: at, usedAt: null },
      publicKey: Buffer.from(publicKey).toString("base64url"),
    });
    if (!inserted) return { ok: false, why: "This passkey is here already." };
    await appendAudit(
      transaction,
      [{ kind: "passkey-added", body: { ...whoOf(owner), passkey: id, label, first: before === 0 } }],
      at,
    );
    return { ok: true };
  });
}
