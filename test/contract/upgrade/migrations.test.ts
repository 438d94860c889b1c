import assert from "node:assert/strict";
import { connect, migrate } from "@drawbridge/hosted/database";
import { type Migration, migrateDown, migrationsThatRan, type Schema } from "@drawbridge/hosted/migrations";
import { type Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { pino } from "pino";
import { freshDatabase } from "../../support/engines/postgres.ts";
import { verifies } from "../../support/verifies.ts";

/** Adds the column `name`, and takes it away. */
const column = (name: string, contracts?: string): Migration => ({
  up: async (database) => void (await sql`alter table shop.goods add column ${sql.id(name)} text`.execute(database)),
  down: async (database) => void (await sql`alter table shop.goods drop column ${sql.id(name)}`.execute(database)),
  ...(contracts !== undefined && { contracts }),
});
const first: Migration = {
  up: async (database) => void (await sql`create table shop.goods (id text primary key)`.execute(database)),
};
const schemaWith = (more: Readonly<Record<string, Migration>>): Schema => ({
  name: "shop",
  migrations: { "0001-goods": first, ...more },
  foundation: "0001-goods",
  subject: "The shop's database",
  nextStep: () => "Check DATABASE_URL.",
});

describe("migrations from one release to the next and back", function () {
  this.timeout(30_000);
  let database: Kysely<unknown>;
  beforeEach(async () => {
    const limits = { maxConnections: 4, connectionTimeoutMs: 3_000, statementTimeoutMs: 5_000 };
    const log = pino({ level: "silent" });
    database = connect({ url: await freshDatabase(), applicationName: "test", log, ...limits });
  });
  afterEach(() => database.destroy());

  const columns = async (): Promise<readonly string[]> => {
    const { rows } = await sql<{ name: string }>`
      select column_name as name from information_schema.columns where table_schema = 'shop' and table_name = 'goods'
      order by ordinal_position`.execute(database);
    return rows.map(({ name }) => name);
  };
  const older = schemaWith({ "0002-price": column("price") });
  const newer = schemaWith({ "0002-price": column("price"), "0003-weight": column("weight") });

  it(verifies("upgrade.older-by-one", "A program starts on tables that a newer release has expanded"), async () => {
    assert.deepEqual(await migrate(database, newer), ["0001-goods", "0002-price", "0003-weight"]);
    assert.deepEqual(await migrate(database, older), []);
    assert.deepEqual(await columns(), ["id", "price", "weight"]);
    assert.deepEqual(await migrate(database, newer), []);
  });

  it(
    verifies("upgrade.older-by-one", "A program from before migrations had a way down starts on the newer tables"),
    async () => {
      await migrate(database, newer);
      // What every release before did at its start: Kysely's own migrator refuses a name that it does not know.
      const { error } = await new Migrator({
        db: database,
        provider: { getMigrations: async () => ({ "0001-goods": first }) },
        migrationTableSchema: "shop",
      }).migrateToLatest();
      assert.equal(error, undefined);
    },
  );

  it(
    verifies("upgrade.older-by-one", "A program that a contraction excludes does not start, and says what to do"),
    async () => {
      const contracted = schemaWith({ ...newer.migrations, "0004-one-price": column("one_price", "0003-weight") });
      await migrate(database, contracted);
      assert.deepEqual(await migrate(database, newer), []);
      await assert.rejects(migrate(database, older), {
        message:
          "The shop's database could not be brought up to date: a newer release changed it (0004-one-price) and runs only beside releases that have 0003-weight; this one ends with 0002-price. Start a newer release, or take the change back with the newer release's migrate.ts down.",
      });
      assert.deepEqual(await columns(), ["id", "price", "weight", "one_price"]);
    },
  );

  it(verifies("upgrade.down", "One step down takes back the last migration, and up runs it again"), async () => {
    await migrate(database, newer);
    assert.equal(await migrateDown(database, newer), "0003-weight");
    assert.deepEqual([await columns(), await migrationsThatRan(database, newer)], [["id", "price"], ["0002-price"]]);
    assert.deepEqual(await migrate(database, newer), ["0003-weight"]);
    assert.deepEqual(await columns(), ["id", "price", "weight"]);
  });

  it(verifies("upgrade.down", "A program takes back no migration that it does not have"), async () => {
    await migrate(database, newer);
    await assert.rejects(
      migrateDown(database, older),
      /changed last by 0003-weight, .*Run this command of the newer release/,
    );
    assert.deepEqual(await columns(), ["id", "price", "weight"]);
    for (const _ of [1, 2]) await migrateDown(database, newer);
    await assert.rejects(migrateDown(database, newer), /no migration with a way down.*restore a backup from before/);
    assert.deepEqual(await columns(), ["id"]);
  });

  it(verifies("upgrade.down", "A migration that fails leaves the tables as they were"), async () => {
    const failing: Migration = {
      up: async (transaction) => {
        await column("half").up(transaction);
        throw new Error("it broke");
      },
    };
    const broken = schemaWith({ ...newer.migrations, "0004-broken": failing });
    await assert.rejects(migrate(database, broken), /could not be brought up to date: it broke\. Check DATABASE_URL\./);
    assert.deepEqual([await columns(), await migrationsThatRan(database, newer)], [["id"], []]);
  });

  it(verifies("upgrade.older-by-one", "Programs that start together run each migration once"), async () => {
    const ran = await Promise.all([1, 2, 3].map(() => migrate(database, newer)));
    assert.deepEqual(ran.flat().toSorted(), ["0001-goods", "0002-price", "0003-weight"]);
  });
});
