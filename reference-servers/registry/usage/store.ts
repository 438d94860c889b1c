/** What the registry stores and shows about calls. Postgres computes the sums and percentiles. */
import type { Principal } from "@drawbridge/contracts/identity";
import { defaultPersonRule } from "@drawbridge/contracts/person";
import { type CallUsage, type MyUsage, ServerUsage } from "@drawbridge/contracts/usage";
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";

const shownDays = 30;
const shownCalls = 50;
/** Days after which a call is deleted: the period that is shown, and the month before. */
const keptDays = 62;

/** Stores calls. A call that is stored already does not change. */
export async function keepCalls(database: Database, server: string, calls: readonly CallUsage[]): Promise<void> {
  await database
    .insertInto("calls")
    .values(
      calls.map(({ id, at, tool, user, claim = defaultPersonRule.claim, agent, end, ms, minutesSaved }) => ({
        server,
        id,
        // Limits the time to now, because a clock that is ahead must not keep a call for ever.
        at: new Date(Math.min(Date.parse(at), Date.now())),
        tool,
        user_name: user,
        user_claim: claim,
        agent,
        ended: end,
        ms,
        minutes_saved: minutesSaved,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Deletes calls that are older than anything shown. Returns how many. */
export async function forgetOldCalls(database: Database): Promise<number> {
  const { numDeletedRows } = await database
    .deleteFrom("calls")
    .where("at", "<", sql<Date>`now() - make_interval(days => ${keptDays})`)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** The server handled a refused call correctly, so only a failure counts as an error of the server. */
const errors = sql<number>`count(*) filter (where ended = 'failed')::int`;

/**
 * The calls that usage counts: those that ran, or may have run. A refused call (the caller was not allowed, a person
 * rejected it, its request expired) did nothing, so it is no use and saved no time.
 */
const ran = sql<boolean>`ended <> 'refused'`;
const p95 = sql<number>`percentile_cont(0.95) within group (order by ms)`;

export async function serverUsage(database: Database, server: string): Promise<ServerUsage> {
  const day = sql<string>`to_char(at at time zone 'UTC', 'YYYY-MM-DD')`;
  const since = sql<Date>`date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - make_interval(days => ${shownDays - 1})`;
  const calls = database.selectFrom("calls").where("server", "=", server).where("at", ">=", since).where(ran);
  const [days, tools, today] = await Promise.all([
    calls
      .select([
        day.as("day"),
        sql<number>`count(*)::int`.as("calls"),
        errors.as("errors"),
        p95.as("p95Ms"),
        sql<number>`sum(minutes_saved)`.as("minutesSaved"),
      ])
      .groupBy(day)
      .execute(),
    calls
      .select([
        "tool",
        sql<number>`count(*)::int`.as("calls"),
        errors.as("errors"),
        p95.as("p95Ms"),
        sql<number>`sum(minutes_saved)`.as("minutesSaved"),
      ])
      .groupBy("tool")
      .orderBy(sql`count(*)`, "desc")
      .limit(20)
      .execute(),
    sql<{ today: string }>`select to_char(now() at time zone 'UTC', 'YYYY-MM-DD') as today`.execute(database),
  ]);
  const byDay = new Map(days.map((each) => [each.day, each]));
  const last = z.iso.date().parse(today.rows[0]?.today);
  return ServerUsage.parse({
    server,
    days: daysUntil(last).map(
      (each) => byDay.get(each) ?? { day: each, calls: 0, errors: 0, p95Ms: null, minutesSaved: 0 },
    ),
    tools,
  });
}

function daysUntil(last: string): string[] {
  const end = Date.parse(`${last}T00:00:00Z`);
  return Array.from({ length: shownDays }, (_, index) =>
    new Date(end - (shownDays - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  );
}

const Month = z.object({ calls: z.number(), errors: z.number(), minutesSaved: z.number() });
const Recent = z.array(
  z.object({
    server: z.string(),
    tool: z.string(),
    agent: z.string().nullable(),
    at: z.date().transform((at) => at.toISOString()),
    end: z.enum(["ok", "refused", "failed"]),
    ms: z.number(),
  }),
);

/** The calls of one person, given by an id and the claim that it comes from. */
export async function usageOf(
  database: Database,
  { user, claim = defaultPersonRule.claim }: Pick<Principal, "user" | "claim">,
): Promise<MyUsage> {
  const ownCalls = database.selectFrom("calls").where("user_name", "=", user).where("user_claim", "=", claim);
  const [month, recent] = await Promise.all([
    ownCalls
      .where("at", ">=", sql<Date>`date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'`)
      .where(ran)
      .select([
        sql<number>`count(*)::int`.as("calls"),
        errors.as("errors"),
        sql<number>`coalesce(sum(minutes_saved), 0)`.as("minutesSaved"),
      ])
      .executeTakeFirst(),
    ownCalls
      .select(["server", "tool", "agent", "at", "ended as end", "ms"])
      .orderBy("at", "desc")
      .limit(shownCalls)
      .execute(),
  ]);
  return { month: Month.parse(month), recent: Recent.parse(recent) };
}
