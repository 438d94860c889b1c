/** What a registry's passkeys share: the store, the relying party, and whether a challenge is the expected one. */
import type { SealedDatabase } from "../approvals/transition.ts";
import { type Owner, type Purpose, takeChallenge } from "./challenge.ts";
import type { RelyingParty } from "./relying-party.ts";

export interface Ceremonies {
  readonly sealed: SealedDatabase;
  readonly party: RelyingParty;
  now(): Date;
}

/** Whether the challenge was made for `purpose`; it is good once. */
export const isExpected =
  ({ sealed, now }: Ceremonies, owner: Owner, purpose: Purpose) =>
  (challenge: string): Promise<boolean> =>
    takeChallenge(sealed.database, challenge, owner, purpose, now());

/** For each answer of an authenticator that does not fit, so that a caller learns nothing of the reason. */
export const notGood = "Your passkey's answer is not good for this. Nothing was done: try again from this page.";

/** The owner alone, because the argument may be a whole person. */
export const whoOf = ({ user, claim }: Owner) => ({ user, claim });
