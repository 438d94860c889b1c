/**
 * A person's tokens of the identity provider, sealed in the database. The sessions and pairings of one sign-in share them,
 * as a refresh token serves once. Whoever acts by them does so with the groups that the provider names at that time.
 */
import { randomBytes } from "node:crypto";
import { oauthClients } from "@drawbridge/contracts/oauth";
import { TokenError, type TokenVerifier } from "@drawbridge/edge/token";
import { sql } from "kysely";
import type { Identified } from "../approvals/may-decide.ts";
import { identified } from "../caller.ts";
import type { Database } from "../database.ts";
import { sealFor } from "../seal.ts";
import { type InboxIdentity, SignInRefused, Tokens } from "./identity.ts";

export interface IdentityTokens {
  /** Keeps them, and gives the id by which they are found. Throws SignInRefused where they are not the approver's. */
  keep(tokens: Tokens): Promise<string>;
  /** The person as the access token names them, renewed where it has expired; null where the sign-in has ended. */
  personOf(id: string): Promise<Identified | null>;
  /** The same, renewed whatever the access token's age: the groups are those of now. */
  personNow(id: string): Promise<Identified | null>;
  /** Forgets what no session and no pairing uses. */
  forgetUnused(): Promise<void>;
}

export function identityTokens(
  database: Database,
  { rootSecret }: { readonly rootSecret: string },
  { verifier, identity }: { readonly verifier: TokenVerifier; readonly identity: InboxIdentity },
): IdentityTokens {
  const seal = sealFor("web-session", rootSecret);

  /** Null where it has expired or is no approver's. */
  const namedBy = async (access: string): Promise<Identified | null> => {
    const caller = await verifier.verify(access).catch((error: unknown) => {
      if (error instanceof TokenError && error.code === "invalid") return null;
      throw error;
    });
    if (caller?.clientId !== oauthClients.approver) return null;
    return identified(caller);
  };

  /** Another person's, put into this row, do not open. */
  const opened = (id: string, sealed: string | undefined): Tokens | null => {
    const text = sealed === undefined ? null : seal.open(sealed, id);
    return text === null ? null : Tokens.parse(JSON.parse(text));
  };

  /** One renewal at a time for one sign-in; `serves` looks whether another made it meanwhile. */
  const renewed = (id: string, serves: (access: string) => Promise<Identified | null>): Promise<Identified | null> =>
    database.transaction().execute(async (transaction) => {
      const row = await transaction
        .selectFrom("identity_tokens")
        .select("sealed")
        .where("id", "=", id)
        .forUpdate()
        .executeTakeFirst();
      const before = opened(id, row?.sealed);
      if (before === null) return null;
      const other = await serves(before.access);
      if (other !== null || before.refresh === null) return other;
      const tokens = await identity.renew(before.refresh).catch((error: unknown) => {
        if (error instanceof SignInRefused) return null;
        throw error;
      });
      if (tokens === null) return null;
      await transaction
        .updateTable("identity_tokens")
        .set({ sealed: seal.seal(JSON.stringify(tokens), id) })
        .where("id", "=", id)
        .execute();
      return namedBy(tokens.access);
    });

  return {
    async keep(tokens) {
      if ((await namedBy(tokens.access)) === null)
        throw new SignInRefused("The identity provider gave no token for approvals.");
      const id = randomBytes(16).toString("base64url");
      await database
        .insertInto("identity_tokens")
        .values({ id, sealed: seal.seal(JSON.stringify(tokens), id) })
        .execute();
      return id;
    },
    async personOf(id) {
      const row = await database.selectFrom("identity_tokens").select("sealed").where("id", "=", id).executeTakeFirst();
      const tokens = opened(id, row?.sealed);
      return tokens === null ? null : ((await namedBy(tokens.access)) ?? (await renewed(id, namedBy)));
    },
    personNow: (id) => renewed(id, async () => null),
    async forgetUnused() {
      await sql`delete from registry.identity_tokens t
        where not exists (select 1 from registry.web_sessions s where s.tokens = t.id)
          and not exists (select 1 from registry.pairings p where p.tokens = t.id)`.execute(database);
    },
  };
}
