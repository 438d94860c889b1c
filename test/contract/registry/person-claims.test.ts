import assert from "node:assert/strict";
import { MyUsage } from "@drawbridge/contracts/usage";
import { Kysely, PostgresDialect, sql } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import * as servers from "../../../reference-servers/registry/migrations/0001-servers.ts";
import * as approvals from "../../../reference-servers/registry/migrations/0002-approvals.ts";
import * as webSessions from "../../../reference-servers/registry/migrations/0003-web-sessions.ts";
import * as usage from "../../../reference-servers/registry/migrations/0004-usage.ts";
import { freshDatabase } from "../../support/engines/postgres.ts";
import { startTestRegistry } from "../../support/registry/test-registry.ts";
import { verifies } from "../../support/verifies.ts";

describe("a registry's database from before the claim of each person was recorded", () => {
  it(verifies("person.mapped", "The migration keeps everything, and its people are known by sub"), async () => {
    const databaseUrl = await freshDatabase();
    const old = new Kysely<unknown>({
      dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: databaseUrl, max: 2 }) }),
    });
    const before = {
      ...{ "0001-servers": servers, "0002-approvals": approvals },
      ...{ "0003-web-sessions": webSessions, "0004-usage": usage },
    };
    const { error } = await new Migrator({
      ...{ db: old, provider: { getMigrations: async () => before }, migrationTableSchema: "registry" },
    }).migrateToLatest();
    assert.equal(error, undefined);
    await sql`insert into registry.calls (server, id, at, tool, user_name, agent, ended, ms, minutes_saved)
      values ('presto', 'one', now(), 'query', 'ada', null, 'ok', 1, 3)`.execute(old);
    await sql`insert into registry.approvals (id, server, user_name, tool, digest, need, policy_version, view, shown,
        state, requested_at, expires_at)
      values ('r1', 'presto', 'ada', 'write', 'd', 'caller', 'v', '{}', 's', 'expired', now(), now())`.execute(old);
    await old.destroy();

    const registry = await startTestRegistry({ databaseUrl });
    try {
      const { month } = MyUsage.parse(await (await registry.asUser("/me/usage")).json());
      assert.deepEqual([month.calls, month.minutesSaved], [1, 3]);
      const client = new pg.Client(databaseUrl);
      await client.connect();
      const { rows } = await client.query("select user_name, user_claim from registry.approvals");
      await client.end();
      assert.deepEqual(rows, [{ user_name: "ada", user_claim: "sub" }]);
    } finally {
      await registry.close();
    }
  });
});
