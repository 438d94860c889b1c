/**
 * The groups that a person's last token had, so that an operator can ask why that person may not use a server. They decide
 * nothing. They are deleted 90 days after the last token.
 */
import { digestOf } from "@drawbridge/contracts/digest";
import { Surface } from "@drawbridge/contracts/identity";
import type { Caller, TokenVerifier } from "@drawbridge/hosted/token";
import { sql } from "kysely";
import type { Logger } from "pino";
import { z } from "zod";
import type { Database } from "../database.ts";

const Known = z.object({ groups: z.array(z.string()), surface: Surface, seenAt: z.date() });
export type Known = z.infer<typeof Known>;

export interface KnownGroups {
  /** Stores the groups where they are new, and once a day. Never rejects. */
  learn(caller: Pick<Caller, "user" | "claim" | "groups" | "surface">): Promise<void>;
  /** Null where the registry has seen no token of the person. */
  of(person: { readonly user: string; readonly claim: string }): Promise<Known | null>;
}

const maxRemembered = 10_000;
/** Days that the groups are stored after the last token. docs/people.md says so. */
const unusedDays = 90;

/** Deletes the groups of people of whom the registry saw no token for 90 days. Returns how many. */
export async function forgetUnusedGroups(database: Database): Promise<number> {
  const { numDeletedRows } = await database
    .deleteFrom("known_groups")
    .where("seen_at", "<", sql<Date>`now() - make_interval(days => ${unusedDays})`)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

export function knownGroups(database: Database, log: Logger, now: () => Date = () => new Date()): KnownGroups {
  /** The digest of what was stored of a person last, with the day. */
  const learned = new Map<string, string>();
  return {
    async learn({ user, claim, groups, surface }) {
      if (surface === null) return;
      const key = JSON.stringify([claim, user]);
      const at = now();
      const content = JSON.stringify(groups);
      // A digest, because a person may be in thousands of groups.
      const stored = digestOf([at.toISOString().slice(0, 10), surface, groups]);
      if (learned.get(key) === stored) return;
      if (learned.size >= maxRemembered) learned.clear();
      learned.set(key, stored);
      await database
        .insertInto("known_groups")
        .values({ user_claim: claim, user_name: user, groups: content, surface, seen_at: at })
        .onConflict((conflict) =>
          conflict.columns(["user_claim", "user_name"]).doUpdateSet({ groups: content, surface, seen_at: at }),
        )
        .execute()
        .catch((error: Error) => {
          learned.delete(key);
          log.warn({ reason: error.message }, "the groups of a person cannot be stored; operators see the last ones");
        });
    },
    async of({ user, claim }) {
      const row = await database
        .selectFrom("known_groups")
        .select(["groups", "surface", "seen_at as seenAt"])
        .where("user_claim", "=", claim)
        .where("user_name", "=", user)
        .executeTakeFirst();
      return Known.nullable().parse(row ?? null);
    },
  };
}

/** The verifier, which also remembers the groups of each caller. */
export const learningGroups = (verifier: TokenVerifier, known: KnownGroups): TokenVerifier => ({
  ...verifier,
  async verify(token, presented) {
    const caller = await verifier.verify(token, presented);
    await known.learn(caller);
    return caller;
  },
});
