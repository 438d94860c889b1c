import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@drawbridge/hosted/database";
import { sql } from "kysely";
import pg from "pg";
import { keptMs } from "../../../reference-servers/hosted/changing-secret.ts";
import type { RegistryRoles } from "../../../reference-servers/platform/postgres/registry-roles.ts";
import { type RunningPostgres, startPostgres } from "../../../reference-servers/platform/postgres.ts";
import { SecretFiles } from "../../support/secrets/secret-files.ts";
import { verifies } from "../../support/verifies.ts";

/** The operator's own step at Postgres, as docs/deployment.md has it. It provokes no failure. */
const operatorsStep = "alter role drawbridge_registry password 'the-next-password'";

describe("a change of the database's login", function () {
  this.timeout(120_000);
  let folder: string;
  let postgres: RunningPostgres;
  let roles: RegistryRoles;
  const files = new SecretFiles<"DATABASE_URL">();
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "drawbridge-login-"));
    postgres = await startPostgres({ folder: join(folder, "postgres") });
    roles = await postgres.registryRoles();
  });
  after(async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true });
    files.remove();
  });

  const write = (url: string, other = ""): void => files.write("DATABASE_URL", url, other);
  /** As two registries have them. */
  const pools = () =>
    [1, 2].map(() =>
      connect({
        url: files.secret("DATABASE_URL"),
        ...{ applicationName: "rotation", maxConnections: 6, connectionTimeoutMs: 20_000, statementTimeoutMs: 5_000 },
        log: { warn: () => {} },
      }),
    );
  /** Opens one more connection in each pool, all of which stay in use, and resolves with the roles of the new ones. */
  const rolesOfNew = async (databases: ReturnType<typeof pools>): Promise<string[]> =>
    Promise.all(
      databases.map(async (database) => {
        const { promise, resolve, reject } = Promise.withResolvers<string>();
        const using = database.connection().execute(async (connection) => {
          const { rows } = await sql<{ role: string }>`select current_user as role`.execute(connection);
          resolve(rows[0]?.role ?? "");
          await released.promise;
          await sql`select 1`.execute(connection);
        });
        inUse.push(using);
        using.catch(reject);
        return promise;
      }),
    );
  const inUse: Promise<unknown>[] = [];
  let released = Promise.withResolvers<void>();
  /** Every connection still works, under the login with which it was opened. */
  const close = async (databases: ReturnType<typeof pools>): Promise<void> => {
    released.resolve();
    await Promise.all(inUse.splice(0));
    for (const database of databases) await database.destroy();
    released = Promise.withResolvers<void>();
  };
  const writer = ["drawbridge_registry", "drawbridge_registry"];
  const owner = ["drawbridge_registry_owner", "drawbridge_registry_owner"];
  const withPassword = (url: string, password: string): string => {
    const changed = new URL(url);
    changed.password = password;
    return changed.href;
  };

  it(verifies("secrets.database", "A new password: the parts get both, and then Postgres changes it"), async () => {
    const next = withPassword(roles.url, "the-next-password");
    write(roles.url);
    const databases = pools();
    try {
      assert.deepEqual(await rolesOfNew(databases), writer);
      write(roles.url, next);
      assert.deepEqual(await rolesOfNew(databases), writer);
      const client = new pg.Client(roles.url);
      await client.connect();
      await client.query(operatorsStep);
      await client.end();
      assert.deepEqual(await rolesOfNew(databases), writer);
      write(next);
      assert.deepEqual(await rolesOfNew(databases), writer);
    } finally {
      await close(databases);
    }
  });

  it(verifies("secrets.database", "A new role takes over with the next connection"), async () => {
    write(roles.ownerUrl);
    const databases = pools();
    try {
      assert.deepEqual(await rolesOfNew(databases), owner);
      write(withPassword(roles.url, "the-next-password"), roles.ownerUrl);
      assert.deepEqual(await rolesOfNew(databases), writer);
    } finally {
      await close(databases);
    }
  });

  it(
    verifies("secrets.database", "A login that Postgres refuses is an error where there is no other one"),
    async () => {
      write(withPassword(roles.ownerUrl, "wrong"));
      files.moveClock(keptMs);
      const databases = pools();
      try {
        await assert.rejects(sql`select 1`.execute(databases[0] ?? assert.fail()), /password authentication failed/);
      } finally {
        for (const database of databases) await database.destroy();
      }
    },
  );
});
