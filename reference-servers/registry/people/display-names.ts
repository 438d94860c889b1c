/**
 * The names of people, for people to read (contracts/display-name.ts). They come from tokens that the registry verified;
 * a server's word counts only for a person of whom the registry saw no token. They decide nothing, so a name that cannot
 * be stored or read now is left out. A name is deleted 90 days after the last token or call that brought it.
 */
import type { DisplayNames } from "@drawbridge/contracts/display-name";
import { defaultPersonRule } from "@drawbridge/contracts/person";
import type { TokenVerifier } from "@drawbridge/hosted/token";
import { sql } from "kysely";
import type { Logger } from "pino";
import type { Database } from "../database.ts";
import type { RowSeals } from "../row-seals.ts";

/** A person as a token or a server names them. */
export interface NamedPerson {
  readonly user: string;
  /** Left out: `sub`. */
  readonly claim?: string | undefined;
  readonly name?: string | null | undefined;
}

export interface PeopleNames {
  /** Stores the name if it is new, and once a day that it is in use. Never rejects. */
  learn(person: NamedPerson, from: "token" | "server"): Promise<void>;
  /** The names in each record, in the order of the records. Reads them all at once. Never rejects. */
  namesIn(records: readonly NamingRecord[]): Promise<DisplayNames[]>;
}

/** The ids of people, all of one claim. */
export interface NamingRecord {
  readonly claim: string;
  readonly users: readonly string[];
}

/** How many people's names are remembered, so that a repeated token writes nothing. */
const maxRemembered = 10_000;

/** Days that a name is stored after its last use. docs/people.md says so. */
const unusedDays = 90;

/** Deletes the names of people of whom the registry saw no token, and heard of no call, for 90 days. Returns how many. */
export async function forgetUnusedNames(database: Database): Promise<number> {
  const { numDeletedRows } = await database
    .deleteFrom("display_names")
    .where("used_at", "<", sql<Date>`now() - make_interval(days => ${unusedDays})`)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

export function peopleNames(
  database: Database,
  seals: RowSeals,
  log: Logger,
  now: () => Date = () => new Date(),
): PeopleNames {
  /** What was stored of a person last: the name, and the day. */
  const learned = new Map<string, string>();
  const remember = (key: string, stored: string): void => {
    learned.delete(key);
    learned.set(key, stored);
    const oldest = learned.keys().next().value;
    if (learned.size > maxRemembered && oldest !== undefined) learned.delete(oldest);
  };
  const failed = (error: unknown): void =>
    log.warn(
      { reason: error instanceof Error ? error.message : String(error) },
      "the names of people cannot be stored or read; ids stand alone",
    );
  const stored = async (records: readonly NamingRecord[]): Promise<ReadonlyMap<string, string>> => {
    const claims = records.flatMap(({ claim, users }) => users.map(() => claim));
    const users = records.flatMap((record) => record.users);
    if (users.length === 0) return new Map();
    const { rows } = await sql<{ user_claim: string; user_name: string; name: string; seal: string }>`
      select distinct n.user_claim, n.user_name, n.name, n.seal from registry.display_names n
      join unnest(${claims}::text[], ${users}::text[]) as asked (user_claim, user_name) using (user_claim, user_name)
    `.execute(database);
    const whole = rows.filter((row) =>
      isWholeName(seals, { claim: row.user_claim, user: row.user_name, name: row.name }, row.seal),
    );
    return new Map(whole.map((row) => [keyOf(row.user_claim, row.user_name), row.name]));
  };

  return {
    async learn({ user, claim = defaultPersonRule.claim, name }, from) {
      if (name === undefined || name === null) return;
      const key = from + keyOf(claim, user);
      const at = now();
      const stored = `${at.toISOString().slice(0, "2026-11-30".length)} ${name}`;
      if (learned.get(key) === stored) return;
      const seal = sealOfName(seals, { claim, user, name });
      const row = { name, by_server: from === "server", seal, used_at: at };
      try {
        await database
          .insertInto("display_names")
          .values({ user_claim: claim, user_name: user, ...row })
          .onConflict((conflict) => {
            const update = conflict.columns(["user_claim", "user_name"]).doUpdateSet(row);
            return from === "token" ? update : update.where("display_names.by_server", "=", true);
          })
          .execute();
        remember(key, stored);
      } catch (error) {
        failed(error);
      }
    },
    async namesIn(records) {
      try {
        const names = await stored(records);
        return records.map(({ claim, users }) =>
          Object.fromEntries(
            users.flatMap((user) => {
              const name = names.get(keyOf(claim, user));
              return name === undefined ? [] : [[user, name] as const];
            }),
          ),
        );
      } catch (error) {
        failed(error);
        return records.map(() => ({}));
      }
    },
  };
}

/** A verifier that also learns the names of the people whose tokens it verifies. */
export const learningNames = (verifier: TokenVerifier, names: PeopleNames): TokenVerifier => ({
  ...verifier,
  async verify(token, presented) {
    const caller = await verifier.verify(token, presented);
    await names.learn(caller, "token");
    return caller;
  },
});

const keyOf = (claim: string, user: string): string => JSON.stringify([claim, user]);

/** A name and whose it is: what a row's seal covers. */
interface SealedName {
  readonly claim: string;
  readonly user: string;
  readonly name: string;
}

export const sealOfName = (seals: RowSeals, { claim, user, name }: SealedName): string =>
  seals.seal("display-name", { claim, user, name });

export const isWholeName = (seals: RowSeals, { claim, user, name }: SealedName, seal: string): boolean =>
  seals.check("display-name", { claim, user, name }, seal) === "whole";
