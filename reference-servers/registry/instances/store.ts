/**
 * The instances of servers as SQL. Every lease is compared with the database's clock, so that the clocks of several
 * registries do not matter.
 */
import type { ServerManifest } from "@drawbridge/contracts/registry";
import { sql } from "kysely";
import type { Database } from "../database.ts";
import { elected, Instance } from "./elect.ts";

/** An instance as it is announced. Without a name it is the one that an older server announces. */
export interface NewInstance {
  readonly server: string;
  readonly instance: string;
  readonly url: string;
  readonly manifest: ServerManifest;
  readonly leaseSeconds: number | null;
  readonly draining: boolean;
  /** The number of its version; null where the registry keeps none (governance/version-store.ts). */
  readonly version: number | null;
}

/** Seconds after which a lapsed instance is forgotten where it is the last: as long as parts trust an old policy. */
const lastLapsedSeconds = 15 * 60;

const validUntil = sql<Date>`now() + lease_seconds * interval '1 second'`;

/** Stores it, with a new lease. An instance that is known keeps its age. */
export async function keepInstance(transaction: Database, announced: NewInstance): Promise<void> {
  const { server, instance, url, manifest, leaseSeconds, draining, version } = announced;
  const row = { url, manifest: JSON.stringify(manifest), lease_seconds: leaseSeconds, draining, version };
  await transaction
    .insertInto("server_instances")
    .values({ server, instance, ...row })
    .onConflict((conflict) => conflict.columns(["server", "instance"]).doUpdateSet(row))
    .execute();
  await transaction
    .updateTable("server_instances")
    .set({ lease_until: validUntil })
    .where("server", "=", server)
    .where("instance", "=", instance)
    .execute();
}

/** Renews the lease and returns what the instance announced; null where the instance is not known. */
export async function renewLease(
  database: Database,
  server: string,
  instance: string,
): Promise<{ readonly manifest: unknown; readonly version: number | null } | null> {
  const row = await database
    .updateTable("server_instances")
    .set({ lease_until: validUntil })
    .where("server", "=", server)
    .where("instance", "=", instance)
    .returning(["manifest", "version"])
    .executeTakeFirst();
  return row ?? null;
}

/** False where the instance is not known. */
export function markDraining(
  database: Database,
  { server, instance, draining }: Pick<NewInstance, "server" | "instance" | "draining">,
): Promise<boolean> {
  return database.transaction().execute((transaction) =>
    electing(transaction, server, async () => {
      const { numUpdatedRows } = await transaction
        .updateTable("server_instances")
        .set({ draining })
        .where("server", "=", server)
        .where("instance", "=", instance)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    }),
  );
}

export async function withdraw(database: Database, server: string, instance: string): Promise<void> {
  await database
    .transaction()
    .execute((transaction) =>
      electing(transaction, server, () =>
        transaction
          .deleteFrom("server_instances")
          .where("server", "=", server)
          .where("instance", "=", instance)
          .execute(),
      ),
    );
}

/**
 * Forgets the lapsed instances, except those of a server that has no other: see `serving`. Returns the servers that have
 * lost some.
 */
export async function forgetLapsed(database: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ server: string }>`
    select distinct server from registry.server_instances as lapsed where ${isForgotten}
  `.execute(database);
  for (const { server } of rows)
    await database
      .transaction()
      .execute((transaction) =>
        electing(transaction, server, () =>
          sql`delete from registry.server_instances as lapsed where server = ${server} and ${isForgotten}`.execute(
            transaction,
          ),
        ),
      );
  return rows.map(({ server }) => server);
}

const isForgotten = sql`
  lapsed.lease_until < now() and (
    lapsed.lease_until < now() - ${lastLapsedSeconds} * interval '1 second'
    or exists (
      select 1 from registry.server_instances as other
      where other.server = lapsed.server and other.lease_until >= now()
    )
  )
`;

/** Gives every lease its whole length again. For a registry that was away, which could hear no instance. */
export async function renewAllLeases(database: Database): Promise<void> {
  await database.updateTable("server_instances").set({ lease_until: validUntil }).execute();
}

/** All instances of each server. Rows that this version cannot read are left out. */
export async function instancesByServer(database: Database): Promise<ReadonlyMap<string, readonly Instance[]>> {
  return Map.groupBy(readable(await selectInstances(database).execute()), ({ server }) => server);
}

/**
 * Changes the instances of one server, and stores which manifest and address now count for it. Changes of one server come
 * one after another.
 */
export async function electing<Result>(
  transaction: Database,
  server: string,
  change: () => Promise<Result>,
): Promise<Result> {
  await transaction.selectFrom("servers").select("name").where("name", "=", server).forUpdate().execute();
  const result = await change();
  const instances = readable(await selectInstances(transaction).where("server", "=", server).execute());
  const winner = elected(instances);
  if (winner !== null) await keepElected(transaction, winner);
  return result;
}

/** `servers` has what older registries and edges read too. */
async function keepElected(transaction: Database, { server, url, manifest, version }: Instance): Promise<void> {
  const text = JSON.stringify(manifest);
  await transaction
    .updateTable("servers")
    .set({
      manifest: text,
      ...{ url, version },
      changed_at: sql<Date>`case when manifest = ${text}::jsonb then changed_at else now() end`,
    })
    .where("name", "=", server)
    .where(sql<boolean>`(manifest <> ${text}::jsonb or url <> ${url} or version is distinct from ${version})`)
    .execute();
}

const selectInstances = (database: Database) =>
  database
    .selectFrom("server_instances")
    .select([
      ...(["server", "instance", "url", "manifest", "version", "started_at as startedAt", "draining"] as const),
      sql<string>`case when lease_until is null then 'none' when lease_until < now() then 'lapsed' else 'valid' end`.as(
        "lease",
      ),
    ]);

const readable = (rows: readonly unknown[]): Instance[] =>
  rows.flatMap((row) => {
    const parsed = Instance.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
