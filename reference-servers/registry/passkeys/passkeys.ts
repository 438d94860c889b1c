/**
 * Passkeys (WebAuthn Level 3): those that a person has, how they add and remove one, and how they decide with one. User
 * verification is always required.
 */
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import type { z } from "zod";
import type { SealedDatabase } from "../approvals/transition.ts";
import { appendAudit } from "../audit/append.ts";
import type { Confirmation, Registration } from "../inbox/passkey-forms.ts";
import { authentication } from "./authentication.ts";
import { type Ceremonies, whoOf } from "./ceremonies.ts";
import type { Owner, Purpose } from "./challenge.ts";
import { registration } from "./registration.ts";
import type { RelyingParty } from "./relying-party.ts";
import { deletePasskeys, type Passkey, passkeysOf } from "./store.ts";

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

export function passkeys(sealed: SealedDatabase, party: RelyingParty, now: () => Date = () => new Date()): Passkeys {
  const ceremonies: Ceremonies = { sealed, party, now };
  const { ask, check } = authentication(ceremonies);
  return {
    list: (owner) => passkeysOf(sealed, owner),
    ...{ ask, check },
    ...registration(ceremonies, check),
    ...removal(ceremonies, check),
  };
}

function removal(
  { sealed: { database }, now }: Ceremonies,
  check: Passkeys["check"],
): Pick<Passkeys, "remove" | "reset"> {
  return {
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
