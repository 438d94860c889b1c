/** What people told owners about their access, as SQL. A row here permits nothing. */
import { randomUUID } from "node:crypto";
import { ReportKind, ReportState } from "@drawbridge/contracts/governance/access-reports";
import { WhyAnswer } from "@drawbridge/contracts/governance/why";
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import type { Actor } from "./version-store.ts";

export const AccessReport = z.object({
  id: z.string(),
  kind: ReportKind,
  server: z.string(),
  /** Empty where it is about the whole server. */
  tool: z.string(),
  user: z.string(),
  claim: z.string(),
  at: z.date(),
  note: z.string(),
  /** The answer to "why" when the person sent it. */
  answer: WhyAnswer,
  state: ReportState,
  decidedBy: z.string().nullable(),
  outcome: z.string().nullable(),
});
export type AccessReport = z.infer<typeof AccessReport>;

/** How many open ones of a server owners see, the oldest first. */
const maxShown = 200;
/** Days after which a report is deleted. */
const keptDays = 90;

export interface NewReport
  extends Pick<AccessReport, "kind" | "server" | "tool" | "user" | "claim" | "at" | "note" | "answer"> {
  /** The day in UTC: there is one report of a person about a tool on a day. */
  readonly day: string;
}

/** False where the person told the owner of it on this day already. */
export async function keepReport(database: Database, report: NewReport): Promise<boolean> {
  const { kind, server, tool, user, claim, day, at, note, answer } = report;
  const { numInsertedOrUpdatedRows } = await database
    .insertInto("access_reports")
    .values({
      ...{ id: randomUUID(), kind, server, tool, day, at, note, state: "open" },
      ...{ user_name: user, user_claim: claim, answer: JSON.stringify(answer) },
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** The open reports, the oldest first. */
export const openReports = async (database: Database): Promise<AccessReport[]> =>
  AccessReport.array().parse(
    await selectReports(database).where("state", "=", "open").orderBy("at").limit(maxShown).execute(),
  );

/** What the person sent, the newest first. */
export const reportsOf = async (database: Database, { user, claim }: Actor): Promise<AccessReport[]> =>
  AccessReport.array().parse(
    await selectReports(database)
      .where("user_name", "=", user)
      .where("user_claim", "=", claim)
      .orderBy("at", "desc")
      .limit(maxShown)
      .execute(),
  );

/** One report; null if there is none. With `lock`, no other transaction decides it until the transaction ends. */
export async function findReport(database: Database, id: string, lock = false): Promise<AccessReport | null> {
  const row = await selectReports(database)
    .where("id", "=", id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return AccessReport.nullable().parse(row ?? null);
}

export interface Decided {
  readonly state: Exclude<ReportState, "open">;
  readonly by: Actor;
  readonly at: Date;
  readonly outcome: string;
}

export async function closeReport(
  transaction: Database,
  id: string,
  { state, by, at, outcome }: Decided,
): Promise<void> {
  await transaction
    .updateTable("access_reports")
    .set({ state, outcome, decided_by: by.user, decided_claim: by.claim, decided_at: at })
    .where("id", "=", id)
    .execute();
}

/** Deletes the reports of more than 90 days ago. Returns how many. */
export async function forgetOldReports(database: Database): Promise<number> {
  const { numDeletedRows } = await database
    .deleteFrom("access_reports")
    .where("at", "<", sql<Date>`now() - make_interval(days => ${keptDays})`)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

const selectReports = (database: Database) =>
  database
    .selectFrom("access_reports")
    .select([
      ...(["id", "kind", "server", "tool", "at", "note", "answer", "state", "outcome"] as const),
      ...(["user_name as user", "user_claim as claim", "decided_by as decidedBy"] as const),
    ]);
