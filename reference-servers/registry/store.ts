/** What the registry stores, as SQL. Each function is one statement or one transaction, and parses what it reads. */
import { ServerPolicy } from "@drawbridge/contracts/access";
import { type Announcement, ServerManifest } from "@drawbridge/contracts/registry";
import { sql } from "kysely";
import { z } from "zod";
import { adoptApprovers } from "./approvals/approvers.ts";
import type { SealedDatabase } from "./approvals/transition.ts";
import type { Database } from "./database.ts";
import { frozenOf } from "./governance/frozen-version.ts";
import type { Standings } from "./governance/policy-store.ts";
import type { Standing } from "./governance/standing.ts";
import { fingerprintsOf, keepVersion } from "./governance/version-store.ts";
import { unnamed } from "./instances/elect.ts";
import { electing, keepInstance, renewLease } from "./instances/store.ts";

/** A server as the registry knows it: what it announced about itself, and who may reach it. */
const StoredEntry = z.object({
  manifest: ServerManifest,
  /** The MCP endpoint of one of its instances. */
  url: z.url(),
  /** Taken from the manifest at the first announcement. After that, only the registry changes it. */
  coarse: ServerPolicy,
  /** tool name → fingerprint (governance/frozen-version.ts); null where the registry keeps no version of it. */
  present: z.record(z.string(), z.string()).nullable(),
  registeredAt: z.date(),
  /** When it last announced something that differs from before. */
  changedAt: z.date(),
});
/** `standing` is the policy that reviews made; null before the first approval. */
export type Entry = z.infer<typeof StoredEntry> & { readonly standing: Standing | null };

/** The servers, and the policies that reviews made. */
export interface Governed {
  readonly database: Database;
  readonly standings: Standings;
}

/**
 * Stores what an instance announces about its server. The access policy is taken from the first announcement only, and the
 * manifest of the server from the instances together (instances/elect.ts).
 */
export async function keepAnnouncement({ database, seals }: SealedDatabase, announcement: Announcement): Promise<void> {
  const { manifest, url, instance } = announcement;
  const { name, access, approvers } = manifest;
  await database.transaction().execute(async (transaction) => {
    await transaction
      .insertInto("servers")
      .values({ name, manifest: JSON.stringify(manifest), url })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await electing(transaction, name, async () =>
      keepInstance(transaction, {
        ...{ server: name, url, manifest },
        instance: instance?.id ?? unnamed,
        leaseSeconds: instance?.leaseSeconds ?? null,
        draining: instance?.draining ?? false,
        version: await keepVersion(transaction, frozenOf(announcement), null),
      }),
    );
    await transaction
      .insertInto("server_access")
      .values({ server: name, coarse: JSON.stringify(access), decided_by: "manifest" })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await adoptApprovers({ database: transaction, seals }, name, approvers);
  });
}

/**
 * The entry of a server as one of its instances sees it: with the manifest that this instance announced. Renews the
 * instance's lease; null where it is not known.
 */
export async function entryOfInstance(
  { database, standings }: Governed,
  name: string,
  instance: string,
): Promise<Entry | null> {
  const announced = await renewLease(database, name, instance);
  if (announced === null) return null;
  const stored = await selectEntries(database).where("name", "=", name).executeTakeFirst();
  if (stored === undefined) return null;
  const { manifest, version } = announced;
  const present = version === null ? null : await fingerprintsOf(database, name, version);
  const standing = (await standings(name)).get(name) ?? null;
  return { ...StoredEntry.parse({ ...stored, manifest, present }), standing };
}

/** Every stored server as it lies in the database, by name. `readEntry` reads one. */
export const storedEntries = (database: Database) => selectEntries(database).orderBy("name").execute();

export const readEntry = (row: unknown) => StoredEntry.safeParse(row);

/** One server; null if it never announced itself. */
export async function entry({ database, standings }: Governed, name: string): Promise<Entry | null> {
  const stored = await selectEntries(database).where("name", "=", name).executeTakeFirst();
  if (stored === undefined) return null;
  return { ...StoredEntry.parse(stored), standing: (await standings(name)).get(name) ?? null };
}

/** Stores an operator's decision about who may reach a server; false if the server does not exist. */
export async function decideAccess(database: Database, server: string, coarse: ServerPolicy): Promise<boolean> {
  const decision = { coarse: JSON.stringify(coarse), decided_by: "operator" as const, decided_at: new Date() };
  const { numUpdatedRows } = await database
    .updateTable("server_access")
    .set(decision)
    .where("server", "=", server)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Throws if the database does not answer. */
export async function ping(database: Database): Promise<void> {
  await sql`select 1`.execute(database);
}

const selectEntries = (database: Database) =>
  database
    .selectFrom("servers")
    .innerJoin("server_access", "server_access.server", "servers.name")
    .leftJoin("server_versions as present", (join) =>
      join.onRef("present.server", "=", "servers.name").onRef("present.number", "=", "servers.version"),
    )
    .select([
      ...(["servers.name", "servers.manifest", "servers.url", "coarse", "present.fingerprints as present"] as const),
      ...(["registered_at as registeredAt", "changed_at as changedAt"] as const),
    ]);
