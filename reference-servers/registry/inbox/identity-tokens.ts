/**
 * A person's tokens of the identity provider, sealed in the database. The sessions and pairings of one sign-in share
 * them, because a refresh token can be used only once. Each action by these tokens uses the groups that the provider
 * names at that time.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Secret } from "@drawbridge/contracts/secret";
import { SignIn } from "@drawbridge/contracts/sign-outs";
import { type Caller, TokenError, type TokenVerifier, type VerifierOptions } from "@drawbridge/hosted/token";
import { sql } from "kysely";
import { z } from "zod";
import type { Identified } from "../approvals/may-decide.ts";
import { identified } from "../caller.ts";
import type { Database } from "../database.ts";
import { sealFor } from "../seal.ts";
import type { InboxIdentities } from "./identities.ts";
import { SignInRefused, Tokens } from "./identity.ts";

export interface IdentityTokens {
  /**
   * Stores the tokens for `use`, which creates the session that refers to their id. Both happen in the same
   * transaction, because another sign-in deletes tokens that no session uses. Throws SignInRefused if the tokens are
   * not the approver's; their refresh token is then revoked at the provider, because no program has it any more.
   */
  keep(tokens: Tokens, use?: (id: string, transaction: Database) => Promise<void>): Promise<string>;
  /** The person whom the access token names. The token is renewed if it has expired. Null if the sign-in has ended. */
  personOf(id: string): Promise<Identified | null>;
  /** The same, but the token is renewed regardless of its age, so that the groups are the current ones. */
  personNow(id: string): Promise<Identified | null>;
  /** How the access token of these tokens is read; null if the sign-in has ended. Ask after `personOf`. */
  readingOf(id: string): Promise<ReturnType<TokenVerifier["reading"]> | null>;
  /** Deletes the tokens that no session and no pairing uses. */
  forgetUnused(): Promise<void>;
}

/** `renewing`: one registry spends the refresh token until this time at the latest (milliseconds since 1970). */
const StoredTokens = Tokens.extend({
  renewing: z.number().optional(),
  /** The sign-in that the first token came from. Renewed tokens belong to it too. */
  signIn: SignIn.optional(),
});
type StoredTokens = z.infer<typeof StoredTokens>;

/** Milliseconds: more than the provider may take for a renewal (identity.ts), including its metadata and its keys. */
const renewalLeaseMs = 20_000;
/** Milliseconds between two checks whether another registry has renewed the tokens. */
const lookEveryMs = 100;

const noApprovals = "The identity provider signed you in, but gave no token for approvals.";

/** Its refresh token goes to no other provider. */
const removedMessage = "The settings do not have the identity provider of this sign-in any more.";

/** The token itself is refused. A provider that does not answer refuses nothing. */
const isRefused = (error: unknown): error is TokenError =>
  error instanceof TokenError && ["invalid", "signed-out", "not-ours"].includes(error.code);

export interface IdentityTokenParts {
  readonly verifier: TokenVerifier;
  readonly identities: Pick<InboxIdentities, "at">;
  /** As VerifierOptions has it. */
  readonly isSignedOut?: VerifierOptions["isSignedOut"];
}

export function identityTokens(
  database: Database,
  { rootSecret }: { readonly rootSecret: Secret },
  { verifier, identities, isSignedOut = () => false }: IdentityTokenParts,
  now: () => number = Date.now,
): IdentityTokens {
  const seal = sealFor("web-session", rootSecret);

  /** Null if the token has expired or is not an approver's. */
  const namedBy = async (access: string): Promise<Identified | null> => {
    const caller = await verifier.verify(access).catch((error: unknown) => {
      if (isRefused(error)) return null;
      throw error;
    });
    return caller?.client === "approver" ? identified(caller) : null;
  };

  /** Throws SignInRefused with the reason, so that an operator can correct a setting. */
  const requireApprover = async (access: string): Promise<Caller> => {
    const caller = await verifier.verify(access).catch((error: unknown) => {
      throw isRefused(error) ? new SignInRefused(`${noApprovals} ${error.message}`, { cause: error }) : error;
    });
    if (caller.client !== "approver")
      throw new SignInRefused(
        `${noApprovals} It is for another application than those of the setting approver.clientIds.`,
      );
    return caller;
  };

  /** Tokens of another person that were copied into this row do not open. */
  const opened = (id: string, sealed: string | undefined): StoredTokens | null => {
    const text = sealed === undefined ? null : seal.open(sealed, id);
    const stored = text === null ? null : StoredTokens.parse(JSON.parse(text));
    // The provider may go on renewing tokens of a sign-in that it reported as ended (offline_access).
    return stored?.signIn !== undefined && isSignedOut(stored.signIn) !== false ? null : stored;
  };

  const sealedOf = async (id: string): Promise<string | undefined> =>
    (await database.selectFrom("identity_tokens").select("sealed").where("id", "=", id).executeTakeFirst())?.sealed;

  /**
   * Writes `next` if the row still holds `before`, and returns what the row holds now; null if it holds something else.
   */
  const replaced = async (id: string, before: string, next: StoredTokens): Promise<string | null> => {
    const sealed = seal.seal(JSON.stringify(next), id);
    const { numUpdatedRows } = await database
      .updateTable("identity_tokens")
      .set({ sealed })
      .where("id", "=", id)
      .where("sealed", "=", before)
      .executeTakeFirst();
    return numUpdatedRows === 1n ? sealed : null;
  };

  /**
   * Spends the refresh token of a row that this registry has marked. It holds no database connection while the provider
   * answers.
   */
  const spend = async (
    id: string,
    marked: string,
    before: StoredTokens,
    refresh: string,
  ): Promise<Identified | null> => {
    const identity = identities.at(before.issuer);
    const renewal = identity === null ? Promise.reject(new SignInRefused(removedMessage)) : identity.renew(refresh);
    const tokens = await renewal.catch(async (error: unknown) => {
      await replaced(id, marked, before);
      if (error instanceof SignInRefused) return null;
      throw error;
    });
    if (tokens === null || (await replaced(id, marked, { ...before, ...tokens })) === null) return null;
    return namedBy(tokens.access);
  };

  /**
   * `serves` checks whether another registry renewed the token in the meantime. A refresh token can be used only once,
   * so the row records that it is being spent. A mark that is older than a renewal can last is from a registry that has
   * died. Its token may be spent, so the sign-in has ended.
   */
  const renew = async (
    id: string,
    serves: (access: string) => Promise<Identified | null>,
  ): Promise<Identified | null> => {
    let spentAccessToken: string | null = null;
    while (true) {
      const sealed = await sealedOf(id);
      const stored = opened(id, sealed);
      if (sealed === undefined || stored === null) return null;
      const { renewing, ...tokens } = stored;
      if (renewing !== undefined) {
        if (renewing <= now()) return null;
        spentAccessToken = tokens.access;
        await pause(lookEveryMs);
        continue;
      }
      const other = await (spentAccessToken !== null && tokens.access !== spentAccessToken ? namedBy : serves)(
        tokens.access,
      );
      if (other !== null || tokens.refresh === null) return other;
      const marked = await replaced(id, sealed, { ...tokens, renewing: now() + renewalLeaseMs });
      if (marked !== null) return spend(id, marked, tokens, tokens.refresh);
    }
  };

  const underWay = new Map<string, Promise<Identified | null>>();
  /** One renewal at a time for one sign-in. Callers that ask in the meantime get its result. */
  const renewed = (id: string, serves: (access: string) => Promise<Identified | null>): Promise<Identified | null> => {
    const renewal = underWay.get(id) ?? renew(id, serves).finally(() => underWay.delete(id));
    underWay.set(id, renewal);
    return renewal;
  };

  return {
    async keep(tokens, use) {
      const { signIn } = await requireApprover(tokens.access).catch(async (error: unknown) => {
        if (tokens.refresh !== null && error instanceof SignInRefused)
          await identities.at(tokens.issuer)?.revoke(tokens.refresh);
        throw error;
      });
      const id = randomBytes(16).toString("base64url");
      const sealed = seal.seal(JSON.stringify({ ...tokens, signIn }), id);
      await database.transaction().execute(async (transaction) => {
        await transaction.insertInto("identity_tokens").values({ id, sealed }).execute();
        await use?.(id, transaction);
      });
      return id;
    },
    async personOf(id) {
      const tokens = opened(id, await sealedOf(id));
      const person = tokens === null ? null : ((await namedBy(tokens.access)) ?? (await renewed(id, namedBy)));
      return person === null || tokens?.signIn === undefined ? person : { ...person, signIn: tokens.signIn };
    },
    personNow: (id) => renewed(id, async () => null),
    async readingOf(id) {
      const tokens = opened(id, await sealedOf(id));
      return tokens === null ? null : verifier.reading(tokens.access);
    },
    async forgetUnused() {
      await sql`delete from registry.identity_tokens t
        where not exists (select 1 from registry.web_sessions s where s.tokens = t.id)
          and not exists (select 1 from registry.pairings p where p.tokens = t.id)`.execute(database);
    },
  };
}
