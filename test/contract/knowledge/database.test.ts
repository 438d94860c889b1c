import assert from "node:assert/strict";
import { openDatabase } from "@drawbridge/knowledge/database";
import pg from "pg";
import { pino } from "pino";
import { freshDatabase } from "../../support/engines/postgres.ts";
import { cuttingDatabase } from "../../support/fault-ports/cutting-database.ts";
import { freePort } from "../../support/network/listening.ts";
import { verifies } from "../../support/verifies.ts";

const silent = pino({ level: "silent" });

describe("a database of the operator's own", () => {
  let url: string;
  let owner: pg.Client;
  before(async () => {
    url = await freshDatabase();
    owner = new pg.Client(url);
    await owner.connect();
    const { rows } = await owner.query<{ name: string; role: string }>(
      "select current_database() as name, user as role",
    );
    // An owner may revoke its own privileges; after this, it is like any other role.
    await owner.query(`revoke create on database ${rows[0]?.name} from public, ${rows[0]?.role}`);
  });
  after(() => owner.end());

  it(
    verifies("knowledge.database", "A role without the needed privileges is refused, and the error names them"),
    async () => {
      await assert.rejects(openDatabase(url, silent), (error) => {
        assert.ok(error instanceof Error);
        assert.match(error.message, /permission denied.*create schema knowledge.*create extension pg_trgm/);
        return true;
      });
    },
  );

  it(
    verifies(
      "knowledge.database",
      "The Knowledge server works with a role that has only its schema, also several at the same time",
    ),
    async () => {
      const { rows } = await owner.query<{ name: string; role: string }>(
        "select current_database() as name, user as role",
      );
      const [right, from] = [`create on database ${rows[0]?.name}`, rows[0]?.role];
      await owner.query(`grant ${right} to ${from}`);
      await owner.query(`create schema knowledge; create extension pg_trgm;`);
      await owner.query(`revoke ${right} from ${from}`);
      const opened = await Promise.all([openDatabase(url, silent), openDatabase(url, silent)]);
      try {
        for (const database of opened) {
          assert.deepEqual(await database.selectFrom("documents").selectAll().execute(), []);
        }
        const { rows: schemas } = await owner.query(
          "select distinct schemaname from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
        );
        assert.deepEqual(schemas, [{ schemaname: "knowledge" }]);
      } finally {
        for (const database of opened) await database.destroy();
      }
    },
  );

  it(
    verifies(
      "knowledge.database",
      "A connection that is lost under a statement fails that statement alone, and the next one has a new connection",
    ),
    async () => {
      const network = await cuttingDatabase(await freshDatabase());
      const database = await openDatabase(network.url, silent);
      const sources = () => database.selectFrom("sources").selectAll().execute();
      network.cut = (sent) => sent.includes('from "knowledge"."sources"');
      await assert.rejects(sources(), /Connection terminated/);
      network.cut = () => false;
      assert.deepEqual(await sources(), []);
      await database.destroy();
      await network.close();
    },
  );

  it(
    verifies("knowledge.database", "If the database does not answer, the error names the setting to check"),
    async () => {
      const nowhere = `postgres://x:a-password@127.0.0.1:${await freePort()}/x`;
      await assert.rejects(openDatabase(nowhere, silent), (error) => {
        assert.ok(error instanceof Error);
        assert.match(error.message, /ECONNREFUSED.*Check DATABASE_URL/);
        assert.doesNotMatch(error.message, /a-password/);
        return true;
      });
    },
  );
});
