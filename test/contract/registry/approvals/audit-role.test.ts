import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { RegistryRoles } from "../../../../reference-servers/platform/postgres/registry-roles.ts";
import { type RunningPostgres, startPostgres } from "../../../../reference-servers/platform/postgres.ts";
import { freshDatabase } from "../../../support/engines/postgres.ts";
import { startOf } from "../../../support/registry/registry-start.ts";
import { verifies } from "../../../support/verifies.ts";
import { type ApprovalsWorld, startApprovals } from "../../../support/worlds/approvals-world.ts";

describe("the database role of the registry", function () {
  this.timeout(60_000);
  let folder: string;
  let postgres: RunningPostgres;
  let roles: RegistryRoles;
  let world: ApprovalsWorld;
  const as = async (url: string, statement: string): Promise<unknown[]> => {
    const client = new pg.Client(url);
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "drawbridge-roles-"));
    postgres = await startPostgres({ folder: join(folder, "postgres") });
    // A database from before this role existed: one role owns everything.
    const before = await startApprovals({ databaseUrl: postgres.url });
    await before.ask();
    await before.close();
    roles = await postgres.registryRoles();
    const { sealSecret } = before.settings;
    world = await startApprovals({ databaseUrl: roles.url, databaseOwnerUrl: roles.ownerUrl, sealSecret });
  });
  after(async () => {
    await world.close();
    await postgres.stop();
    await rm(folder, { recursive: true });
  });

  it(
    verifies(
      "audit.writer-cannot-disable",
      "The registry asks, decides and audits with only the rights that this needs",
    ),
    async () => {
      const { id } = await world.ask();
      await world.approve(id);
      assert.ok(typeof (await world.consume(await world.ticket(id))) !== "string");
      const entries = await as(roles.url, `select kind from registry.audit where subject = '${id}' order by seq`);
      assert.deepEqual(entries, [{ kind: "requested" }, { kind: "approved" }, { kind: "consumed" }]);
    },
  );

  it(
    verifies(
      "audit.writer-cannot-disable",
      "The registry warns at its start if one role owns the tables and writes the rows, and says what to do",
    ),
    async () => {
      const warning =
        /database role .*, so that a program with DATABASE_URL can change the audit\. Give it a role of its own, and set DRAWBRIDGE_DATABASE_OWNER_URL/;
      const startOutput = async (wish: Readonly<Record<string, string>>) => {
        const { code, said } = await startOf({ DRAWBRIDGE_ENVIRONMENT: "dev", ...wish });
        assert.equal(code, 0, said);
        return said;
      };
      assert.match(await startOutput({ DATABASE_URL: await freshDatabase() }), warning);
      const separate = { DATABASE_URL: roles.url, DRAWBRIDGE_DATABASE_OWNER_URL: roles.ownerUrl };
      assert.doesNotMatch(await startOutput(separate), /can change the audit/);
    },
  );

  for (const statement of [
    "alter table registry.audit disable trigger all",
    "alter table registry.audit owner to drawbridge_registry",
    "set session_replication_role = replica",
    "drop trigger audit_is_append_only on registry.audit",
    "create or replace function registry.audit_is_append_only() returns trigger language plpgsql as 'begin return new; end'",
    "drop table registry.audit",
    "update registry.audit set text = 'x'",
    "delete from registry.audit",
    "truncate registry.audit",
    "set role drawbridge_registry_owner",
    "update registry.kysely_migration set name = 'x'",
  ]) {
    it(verifies("audit.writer-cannot-disable", `The registry's role cannot run: ${statement}`), async () => {
      await assert.rejects(as(roles.url, statement), { code: /^(42501|42704)$/ });
    });
  }

  it(
    verifies("audit.writer-cannot-disable", "No other part of the stack can reach the registry's tables"),
    async () => {
      for (const statement of ["select from registry.audit", "update registry.approvals set state = 'approved'"])
        await assert.rejects(as(postgres.url, statement), { code: "42501" });
    },
  );
});
