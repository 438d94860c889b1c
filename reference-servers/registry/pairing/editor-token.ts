/** The token of a paired editor, with the person's current groups. */
import type { IdentityTokens } from "../inbox/identity-tokens.ts";
import type { DecisionTokens } from "./decision-tokens.ts";
import { stateOf } from "./pairing.ts";
import { auditBodyOf, endPairing, type PairingRows } from "./pairing-rows.ts";
import type { Pairings } from "./pairings.ts";

export interface TokenParts {
  readonly rows: PairingRows;
  readonly identityTokens: IdentityTokens;
  readonly tokens: DecisionTokens;
}

export function editorToken({ rows, identityTokens, tokens }: TokenParts, now: () => Date): Pairings["token"] {
  return async (id, thumbprint, turn) => {
    const pairing = await rows.find(id);
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
      await rows.step(
        id,
        async (locked, transaction, happenings) =>
          void happenings.push(await endPairing(locked, transaction, "signed-out")),
        undefined,
      );
      return { state: "ended", why: "signed-out" };
    }
    const claims = { sub: user, pairing: id, auth_time: Math.floor(allowedAt.getTime() / 1000) };
    const minted = await tokens.mint({ ...claims, cnf: { jkt: thumbprint } }, pairing.expiresAt, at);
    const going = await keepRenewal(rows, id, at);
    if (!going) return { state: "ended", why: "revoked" };
    return {
      ...{ state: "allowed", user, token: minted.token, expiresAt: minted.expiresAt.toISOString() },
      ...{ authenticatedAt: allowedAt.toISOString(), until: pairing.expiresAt.toISOString() },
      answer: pairing.answer,
    };
  };
}

/** Records that the pairing got a token; false if it ended meanwhile. */
const keepRenewal = (rows: PairingRows, id: string, at: Date): Promise<boolean> =>
  rows.step(
    id,
    async (locked, transaction, happenings) => {
      if (stateOf(locked, at) !== "allowed") return false;
      if (locked.renewedAt === null) happenings.push({ kind: "editor-first-token", body: auditBodyOf(locked) });
      await transaction.updateTable("pairings").set({ renewed_at: at }).where("id", "=", id).execute();
      return true;
    },
    false,
  );
