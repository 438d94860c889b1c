/**
 * A store in Postgres, in a schema of its own, so that engineers stay signed in and keys stay the same over a restart
 * of the stack. The private keys are stored unencrypted, which is one reason why this provider is only for
 * demonstrations.
 */
import type { Secret } from "@drawbridge/contracts/secret";
import { isStorable, readJson } from "@drawbridge/contracts/storable-text";
import { type Connection, openDatabase, type Schema } from "@drawbridge/hosted/database";
import { type ColumnType, type Kysely, sql } from "kysely";
import type { Adapter, AdapterPayload } from "oidc-provider";
import { errors } from "oidc-provider";
import type { Logger } from "pino";
import { KeyRing } from "./key-ring.ts";
import * as store from "./migrations/0001-store.ts";
import type { Store } from "./store.ts";

interface Tables {
  record: {
    kind: string;
    id: string;
    payload: ColumnType<AdapterPayload, string, string>;
    expires_at: ColumnType<Date | null>;
  };
  /** One row at most. */
  key_ring: { only_one: boolean; ring: ColumnType<unknown, string, string> };
}

/** Opens the store and creates missing tables. Throws an Error if the database is unreachable. */
export async function openPostgresStore(databaseUrl: Secret, log: Logger): Promise<Store> {
  const database = await openDatabase<Tables>(connectionOf(databaseUrl, log), schema);
  await database.deleteFrom("record").where("expires_at", "<", sql<Date>`now()`).execute();
  return {
    adapter: (kind) => postgresAdapter(database, kind),
    loadKeyRing: async (first) => {
      await database
        .insertInto("key_ring")
        .values({ only_one: true, ring: JSON.stringify(first) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return KeyRing.parse((await database.selectFrom("key_ring").select("ring").executeTakeFirst())?.ring);
    },
    saveKeyRing: async (ring) => {
      await database
        .updateTable("key_ring")
        .set({ ring: JSON.stringify(ring) })
        .execute();
    },
    close: () => database.destroy(),
  };
}

export const connectionOf = (url: Secret, log: Logger): Connection => ({
  url,
  applicationName: "drawbridge-identity",
  maxConnections: 4,
  connectionTimeoutMs: 15_000,
  statementTimeoutMs: 8_000,
  log,
});

export const schema: Schema = {
  name: "identity",
  migrations: { "0001-store": store },
  foundation: "0001-store",
  subject: "The identity provider's database",
  nextStep: () => "Check DATABASE_URL.",
};

function postgresAdapter(database: Kysely<Tables>, kind: string): Adapter {
  const findWhere = async (
    property: "id" | ReturnType<typeof sql<string>>,
    value: string,
  ): Promise<AdapterPayload | undefined> => {
    // No record has such a name, and Postgres would reject the query.
    if (!isStorable(value)) return undefined;
    const row = await database
      .selectFrom("record")
      .select("payload")
      .where("kind", "=", kind)
      .where(property, "=", value)
      .where((record) => record.or([record("expires_at", "is", null), record("expires_at", ">", sql<Date>`now()`)]))
      .executeTakeFirst();
    return row?.payload;
  };
  return {
    upsert: async (id, payload, expiresIn) => {
      const text = JSON.stringify(payload);
      if (readJson(text).kind !== "json")
        throw new errors.InvalidRequest("a parameter contains a character that cannot be stored");
      const expires_at = expiresIn === undefined ? null : sql<Date>`now() + make_interval(secs => ${expiresIn})`;
      await database
        .insertInto("record")
        .values({ kind, id, payload: text, expires_at })
        .onConflict((conflict) => conflict.columns(["kind", "id"]).doUpdateSet({ payload: text, expires_at }))
        .execute();
    },
    find: (id) => findWhere("id", id),
    findByUid: (uid) => findWhere(sql<string>`payload->>'uid'`, uid),
    findByUserCode: (code) => findWhere(sql<string>`payload->>'userCode'`, code),
    consume: async (id) => {
      const { numUpdatedRows } = await database
        .updateTable("record")
        .set({ payload: sql`payload || jsonb_build_object('consumed', extract(epoch from now())::int)` })
        .where("kind", "=", kind)
        .where("id", "=", id)
        .where(sql<boolean>`not payload ? 'consumed'`)
        .executeTakeFirst();
      // If two requests arrive at the same time, only one may succeed.
      if (numUpdatedRows === 0n) throw new errors.InvalidGrant("already used");
    },
    destroy: async (id) => {
      await database.deleteFrom("record").where("kind", "=", kind).where("id", "=", id).execute();
    },
    revokeByGrantId: async (grantId) => {
      await database
        .deleteFrom("record")
        .where("kind", "=", kind)
        .where(sql<string>`payload->>'grantId'`, "=", grantId)
        .execute();
    },
  };
}
