/**
 * A store in Postgres, in a schema of its own: a restart of the stack then keeps engineers signed in and the keys
 * that signed their tokens. The private keys lie there in the clear, which is one reason why this provider is for
 * demonstrations alone.
 */
import { isStorable, readJson } from "@drawbridge/contracts/storable-text";
import type { Adapter, AdapterPayload } from "oidc-provider";
import { errors } from "oidc-provider";
import pg from "pg";
import { KeyRing } from "./key-ring.ts";
import type { Store } from "./store.ts";

/** Any two numbers nobody else locks: two providers that start at once must not both create the tables. */
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

/** Opens the store and creates what is missing. Throws where the database cannot be reached. */
export async function openPostgresStore(databaseUrl: string): Promise<Store> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  // A connection that breaks while idle is replaced at the next query; without a listener it would end the process.
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
    // No record has such a name, and Postgres would not look for it.
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
        throw new errors.InvalidRequest("a parameter holds a character that cannot be kept");
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
      // Two that arrive together must not both win.
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
