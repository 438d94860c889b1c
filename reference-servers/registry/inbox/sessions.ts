/**
 * Who is signed in at the inbox. A session is short, its id is new at each sign-in and lies in the database as a digest,
 * and its tokens are the approver's: a decision is made with an access token that is valid then, with its groups.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { oauthClients } from "@drawbridge/contracts/oauth";
import { TokenError, type TokenVerifier } from "@drawbridge/edge/token";
import type { Person } from "../approvals/may-decide.ts";
import { personOf } from "../caller.ts";
import type { Database } from "../database.ts";
import { sealFor } from "../seal.ts";
import { type InboxIdentity, SignInRefused, Tokens } from "./identity.ts";

export interface Session {
  /** The cookie's value. */
  readonly id: string;
  readonly person: Person;
  /** What each form of this session carries. */
  readonly formToken: string;
}

export interface Sessions {
  /** Throws SignInRefused where the tokens are not an approver's. */
  open(tokens: Tokens): Promise<string>;
  /** Null where there is none, or it has ended. `touch`: somebody is there, so the quiet time begins anew. */
  find(id: string, touch: boolean): Promise<Session | null>;
  close(id: string): Promise<void>;
}

/** Milliseconds: without anybody there, and in all. */
export const sessionLimits = { idle: 15 * 60_000, whole: 60 * 60_000 } as const;

export function webSessions(
  database: Database,
  { rootSecret }: { readonly rootSecret: string },
  { verifier, identity }: { readonly verifier: TokenVerifier; readonly identity: InboxIdentity },
  now: () => Date = () => new Date(),
): Sessions {
  const seal = sealFor("web-session", rootSecret);

  /** The person whom an access token names now; null where it has expired or is no approver's. */
  const approverOf = async (access: string): Promise<Person | null> => {
    const caller = await verifier.verify(access).catch((error: unknown) => {
      if (error instanceof TokenError && error.code === "invalid") return null;
      throw error;
    });
    if (caller?.clientId !== oauthClients.approver) return null;
    return personOf(caller);
  };

  /** Renewed once, whoever asks at the same time: a refresh token serves once. */
  const renewed = (digest: string): Promise<Person | null> =>
    database.transaction().execute(async (transaction) => {
      const row = await transaction
        .selectFrom("web_sessions")
        .select("sealed_tokens")
        .where("id_digest", "=", digest)
        .forUpdate()
        .executeTakeFirst();
      const before = row === undefined ? null : tokensIn(row.sealed_tokens, digest);
      if (before === null) return null;
      const other = await approverOf(before.access);
      if (other !== null || before.refresh === null) return other;
      const tokens = await identity.renew(before.refresh).catch((error: unknown) => {
        if (error instanceof SignInRefused) return null;
        throw error;
      });
      if (tokens === null) return null;
      await transaction
        .updateTable("web_sessions")
        .set({ sealed_tokens: seal.seal(JSON.stringify(tokens), digest) })
        .where("id_digest", "=", digest)
        .execute();
      return approverOf(tokens.access);
    });

  /** Another session's tokens, put into this one's row, do not open. */
  const tokensIn = (sealed: string, digest: string): Tokens | null => {
    const opened = seal.open(sealed, digest);
    return opened === null ? null : Tokens.parse(JSON.parse(opened));
  };

  return {
    async open(tokens) {
      if ((await approverOf(tokens.access)) === null)
        throw new SignInRefused("The identity provider gave no token for approvals.");
      const id = randomBytes(32).toString("base64url");
      const digest = digestOf(id);
      const at = now();
      await database
        .insertInto("web_sessions")
        .values({
          ...{ id_digest: digest, sealed_tokens: seal.seal(JSON.stringify(tokens), digest) },
          ...{ created_at: at, seen_at: at },
        })
        .execute();
      await database
        .deleteFrom("web_sessions")
        .where("created_at", "<", new Date(at.getTime() - sessionLimits.whole))
        .execute();
      return id;
    },
    async find(id, touch) {
      const digest = digestOf(id);
      const at = now().getTime();
      const row = await database
        .selectFrom("web_sessions")
        .select(["sealed_tokens", "seen_at"])
        .where("id_digest", "=", digest)
        .where("created_at", ">", new Date(at - sessionLimits.whole))
        .where("seen_at", ">", new Date(at - sessionLimits.idle))
        .executeTakeFirst();
      const tokens = row === undefined ? null : tokensIn(row.sealed_tokens, digest);
      if (tokens === null) return null;
      const person = (await approverOf(tokens.access)) ?? (await renewed(digest));
      if (person === null) return null;
      if (touch)
        await database
          .updateTable("web_sessions")
          .set({ seen_at: new Date(at) })
          .where("id_digest", "=", digest)
          .execute();
      return { id, person, formToken: createHmac("sha256", id).update("form").digest("base64url") };
    },
    async close(id) {
      await database.deleteFrom("web_sessions").where("id_digest", "=", digestOf(id)).execute();
    },
  };
}

const digestOf = (id: string): string => createHash("sha256").update(id).digest("base64url");
