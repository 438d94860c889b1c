/**
 * A store in Postgres, in a schema of its own, so that engineers stay signed in and keys stay the same over a restart
 * of the stack. The private keys are stored unencrypted, which is one reason why this provider is only for
 * demonstrations.
 */
import { isStorable, readJson } from "@drawbridge/contracts/storable-text";
import type { Adapter, AdapterPayload } from "oidc-provider";
import { errors } from "oidc-provider";
import pg from "pg";
import { KeyRing } from "./key-ring.ts";
import type { Store } from "./store.ts";

/**
 * Any two numbers that no other program locks. The lock prevents two providers that start at the same time from both
 * creating the tables.
 */
const creationLock = 7_400_001;

const tables = `
  create schema if not exists identity;
  create table if not exists identity.record (
    kind text not null,
    id text not null,
    payload jsonb not null,
    expires_at timestamptz,
    primary key (kind, id)
  );
  create index if not exists record_grant on identity.record ((payload->>'grantId'));
  create table if not exists identity.key_ring (only_one boolean primary key check (only_one), ring jsonb not null);
`;

/** Opens the store and creates missing tables. Throws an Error if the database is unreachable. */
export async function openPostgresStore(databaseUrl: string): Promise<Store> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  // The pool replaces an idle connection that breaks. Without this listener, the error would end the process.
  pool.on("error", () => {});
  try {
    await createTables(pool);
  } catch (cause) {
    await pool.end();
    throw cause;
  }
  return {
    adapter: (kind) => postgresAdapter(pool, kind),
    loadKeyRing: async (first) => {
      await pool.query("insert into identity.key_ring values (true, $1) on conflict do nothing", [first]);
      const { rows } = await pool.query<{ ring: unknown }>("select ring from identity.key_ring");
      return KeyRing.parse(rows[0]?.ring);
    },
    saveKeyRing: async (ring) => {
      await pool.query("update identity.key_ring set ring = $1", [ring]);
    },
    close: () => pool.end(),
  };
}

async function createTables(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock($1)", [creationLock]);
    await client.query(tables);
    await client.query("delete from identity.record where expires_at < now()");
    await client.query("commit");
  } finally {
    client.release();
  }
}

function postgresAdapter(pool: pg.Pool, kind: string): Adapter {
  const findWhere = async (condition: string, value: string): Promise<AdapterPayload | undefined> => {
    // No record has such a name, and Postgres would reject the query.
    if (!isStorable(value)) return undefined;
    const { rows } = await pool.query<{ payload: AdapterPayload }>(
      `select payload from identity.record where kind = $1 and ${condition} = $2
       and (expires_at is null or expires_at > now())`,
      [kind, value],
    );
    return rows[0]?.payload;
  };
  return {
    upsert: async (id, payload, expiresIn) => {
      if (readJson(JSON.stringify(payload)).kind !== "json")
        throw new errors.InvalidRequest("a parameter contains a character that cannot be stored");
      await pool.query(
        `insert into identity.record values ($1, $2, $3, now() + make_interval(secs => $4))
         on conflict (kind, id) do update set payload = excluded.payload, expires_at = excluded.expires_at`,
        [kind, id, payload, expiresIn ?? null],
      );
    },
    find: (id) => findWhere("id", id),
    findByUid: (uid) => findWhere("payload->>'uid'", uid),
    findByUserCode: (code) => findWhere("payload->>'userCode'", code),
    consume: async (id) => {
      const { rowCount } = await pool.query(
        `update identity.record set payload = payload || jsonb_build_object('consumed', extract(epoch from now())::int)
         where kind = $1 and id = $2 and not payload ? 'consumed'`,
        [kind, id],
      );
      // If two requests arrive at the same time, only one may succeed.
      if (rowCount === 0) throw new errors.InvalidGrant("already used");
    },
    destroy: async (id) => {
      await pool.query("delete from identity.record where kind = $1 and id = $2", [kind, id]);
    },
    revokeByGrantId: async (grantId) => {
      await pool.query("delete from identity.record where kind = $1 and payload->>'grantId' = $2", [kind, grantId]);
    },
  };
}
