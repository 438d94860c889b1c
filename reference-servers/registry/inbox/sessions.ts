/**
 * The sessions of the people who are signed in at the inbox. A session is short. Its id is new at each sign-in, and the
 * database holds only its digest. It records when the person proved who they are, because decisions depend on that.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { oauthClients } from "@drawbridge/contracts/oauth";
import type { Secret } from "@drawbridge/contracts/secret";
import { z } from "zod";
import type { Person } from "../approvals/may-decide.ts";
import type { Database } from "../database.ts";
import { sealFor } from "../seal.ts";
import type { SignedIn } from "./identity.ts";
import type { IdentityTokens } from "./identity-tokens.ts";

export interface Session {
  /** The cookie's value. */
  readonly id: string;
  readonly person: Person;
  /** When the person proved to the provider who they are; null if the provider did not say. */
  readonly authenticatedAt: Date | null;
  /** The token that each form of this session carries. */
  readonly formToken: string;
  /** See identity-tokens.ts. */
  readonly tokens: string;
  /** The identity provider of the sign-in; null for a session that an older registry began. */
  readonly issuer: string | null;
}

export interface Sessions {
  /** Returns the cookie's value. Throws SignInRefused if the tokens are not an approver's. */
  open(signedIn: SignedIn): Promise<string>;
  /** Null if there is no such session, or it has ended. `touch`: a person is there, so the idle time begins again. */
  find(id: string, touch: boolean): Promise<Session | null>;
  /** The identity provider of a session, also of one that has ended. Null if nothing is known of it any more. */
  issuerOf(id: string): Promise<string | null>;
  close(id: string): Promise<void>;
}

/** What a session's row holds: the id of the person's tokens, when the person proved who they are, and where. */
const SessionContent = z.object({
  tokens: z.string(),
  authenticatedAt: z.iso.datetime().nullable(),
  issuer: z.string().optional(),
});
type SessionContent = z.infer<typeof SessionContent>;

/** Milliseconds that a session lasts: without activity, and in total. */
export const sessionLimitsMs = { idle: 15 * 60_000, total: 60 * 60_000 } as const;

export function webSessions(
  database: Database,
  { rootSecret }: { readonly rootSecret: Secret },
  identityTokens: IdentityTokens,
  now: () => Date = () => new Date(),
): Sessions {
  const seal = sealFor("web-session", rootSecret);
  /** Data of another session's row does not open in this one's. */
  const heldIn = (sealed: string, digest: string): SessionContent | null => {
    const opened = seal.open(sealed, digest);
    return opened === null ? null : SessionContent.parse(JSON.parse(opened));
  };

  return {
    async open({ tokens, authenticatedAt }) {
      const id = randomBytes(32).toString("base64url");
      const digest = digestOf(id);
      const at = now();
      await identityTokens.keep(tokens, async (sealedTokens, transaction) => {
        const content: SessionContent = {
          tokens: sealedTokens,
          authenticatedAt: authenticatedAt?.toISOString() ?? null,
          issuer: tokens.issuer,
        };
        await transaction
          .insertInto("web_sessions")
          .values({
            ...{ id_digest: digest, tokens: sealedTokens, sealed: seal.seal(JSON.stringify(content), digest) },
            ...{ created_at: at, seen_at: at },
          })
          .execute();
      });
      await database
        .deleteFrom("web_sessions")
        .where("created_at", "<", new Date(at.getTime() - sessionLimitsMs.total))
        .execute();
      await identityTokens.forgetUnused();
      return id;
    },
    async find(id, touch) {
      const digest = digestOf(id);
      const at = now().getTime();
      const row = await database
        .selectFrom("web_sessions")
        .select(["sealed", "seen_at"])
        .where("id_digest", "=", digest)
        .where("created_at", ">", new Date(at - sessionLimitsMs.total))
        .where("seen_at", ">", new Date(at - sessionLimitsMs.idle))
        .executeTakeFirst();
      const content = row === undefined ? null : heldIn(row.sealed, digest);
      const identified = content === null ? null : await identityTokens.personOf(content.tokens);
      if (content === null || identified === null) return null;
      if (touch)
        await database
          .updateTable("web_sessions")
          .set({ seen_at: new Date(at) })
          .where("id_digest", "=", digest)
          .execute();
      const { tokens } = content;
      const authenticatedAt = content.authenticatedAt === null ? null : new Date(content.authenticatedAt);
      const presence = { place: "inbox", authenticatedAt, pairing: null } as const;
      const person = { ...identified, client: oauthClients.approver, presence };
      const formToken = createHmac("sha256", id).update("form").digest("base64url");
      return { id, person, authenticatedAt, formToken, tokens, issuer: content.issuer ?? null };
    },
    async issuerOf(id) {
      const digest = digestOf(id);
      const row = await database
        .selectFrom("web_sessions")
        .select("sealed")
        .where("id_digest", "=", digest)
        .where("created_at", ">", new Date(now().getTime() - sessionLimitsMs.total))
        .executeTakeFirst();
      return (row === undefined ? null : heldIn(row.sealed, digest)?.issuer) ?? null;
    },
    async close(id) {
      await database.deleteFrom("web_sessions").where("id_digest", "=", digestOf(id)).execute();
      await identityTokens.forgetUnused();
    },
  };
}

const digestOf = (id: string): string => createHash("sha256").update(id).digest("base64url");
