/** What the registry keeps, as SQL: every function is one statement or one transaction, and parses what it reads. */
import { ServerPolicy } from "@drawbridge/contracts/access";
import { type Announcement, ServerManifest } from "@drawbridge/contracts/registry";
import { sql } from "kysely";
import { z } from "zod";
import { adoptApprovers } from "./approvals/approvers.ts";
import type { SealedDatabase } from "./approvals/transition.ts";
import type { Database } from "./database.ts";

/** A server as the registry knows it: what it says of itself, and who may reach it. */
const Entry = z.object({
  manifest: ServerManifest,
  /** Its MCP endpoint. */
  url: z.url(),
  /** Taken from the manifest at the first announcement; from then on the registry's own. */
  coarse: ServerPolicy,
  registeredAt: z.date(),
  /** When it last said something else of itself than before. */
  changedAt: z.date(),
});
export type Entry = z.infer<typeof Entry>;

/** Keeps what a server says of itself. Its access policy is taken once, and left alone ever after. */
export async function keepAnnouncement(
  { database, seals }: SealedDatabase,
  { manifest, url }: Announcement,
): Promise<void> {
  const { name, access, approvers } = manifest;
  const said = { manifest: JSON.stringify(manifest), url };
  await database.transaction().execute(async (transaction) => {
    await transaction
      .insertInto("servers")
      .values({ name, ...said })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ ...said, changed_at: changedWhereItDiffers }))
      .execute();
    await transaction
      .insertInto("server_access")
      .values({ server: name, coarse: JSON.stringify(access), decided_by: "manifest" })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await adoptApprovers({ database: transaction, seals }, name, approvers);
  });
}

/** Every server, by name. */
export async function entries(database: Database): Promise<Entry[]> {
  return z.array(Entry).parse(await selectEntries(database).orderBy("name").execute());
}

/** One server; null where it never announced itself. */
export async function entry(database: Database, name: string): Promise<Entry | null> {
  return Entry.nullable().parse((await selectEntries(database).where("name", "=", name).executeTakeFirst()) ?? null);
}

/** An operator's decision on who may reach a server; false where there is no such server. */
export async function decideAccess(database: Database, server: string, coarse: ServerPolicy): Promise<boolean> {
  const decision = { coarse: JSON.stringify(coarse), decided_by: "operator" as const, decided_at: new Date() };
  const { numUpdatedRows } = await database
    .updateTable("server_access")
    .set(decision)
    .where("server", "=", server)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Throws where the database does not answer. */
export async function ping(database: Database): Promise<void> {
  await sql`select 1`.execute(database);
}

const selectEntries = (database: Database) =>
  database
    .selectFrom("servers")
    .innerJoin("server_access", "server_access.server", "servers.name")
    .select(["manifest", "url", "coarse", "registered_at as registeredAt", "changed_at as changedAt"]);

const changedWhereItDiffers = sql<Date>`case when servers.manifest = excluded.manifest then servers.changed_at else now() end`;
