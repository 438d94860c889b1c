/** A person agrees to one act with one of their passkeys (WebAuthn Level 3 §7.2). */
import { generateAuthenticationOptions, verifyAuthenticationResponse } from "@simplewebauthn/server";
import { type Ceremonies, isExpected, notGood } from "./ceremonies.ts";
import { challengeTimeoutMs, makeChallenge } from "./challenge.ts";
import type { Passkeys } from "./passkeys.ts";
import { keepUse, passkeysOf } from "./store.ts";

const copied =
  "This passkey's counter went back, as that of a copy does. Nothing was done. Use another passkey, or have an operator reset yours.";

export function authentication(ceremonies: Ceremonies): Pick<Passkeys, "ask" | "check"> {
  const { sealed, party, now } = ceremonies;
  return {
    async ask(owner, purpose) {
      const existing = await passkeysOf(sealed, owner);
      if (existing.length === 0) return null;
      return generateAuthenticationOptions({
        rpID: party.id,
        challenge: await makeChallenge(sealed.database, owner, purpose, now()),
        allowCredentials: existing.map(({ id }) => ({ id })),
        userVerification: "required",
        timeout: challengeTimeoutMs,
      });
    },
    async check(owner, purpose, answer) {
      const passkey = (await passkeysOf(sealed, owner)).find(({ id }) => id === answer.id);
      if (passkey === undefined)
        return { ok: false, why: "This passkey is not one of yours here. Use another, or add it." };
      const verified = await verifyAuthenticationResponse({
        response: answer,
        expectedChallenge: isExpected(ceremonies, owner, purpose),
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
    },
  };
}
