import assert from "node:assert/strict";
import { type Migration, migrateDown, migrateUp, migrationsThatRan, type Schema } from "@drawbridge/hosted/migrations";
import { schema as knowledgeSchema } from "@drawbridge/knowledge/database";
import { schemaOf } from "@drawbridge/registry/database";
import { rowSeals } from "@drawbridge/registry/row-seals";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { schema as identitySchema } from "../../../reference-servers/identity/postgres-store.ts";
import { restoredDump } from "../../support/upgrade/dump.ts";
import { contraction, tableMade } from "../../support/upgrade/expanding.ts";
import { dumpSecrets } from "../../support/upgrade/secrets.ts";
import { verifies } from "../../support/verifies.ts";

interface Statement {
  readonly migration: string;
  readonly text: string;
}

/** A connection that notes every statement, and the schema whose migrations say who they are. */
function listening(url: string, schema: Schema) {
  const statements: Statement[] = [];
  let running: string | null = null;
  const database = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 1 }) }),
    log: ({ query }) => void (running !== null && statements.push({ migration: running, text: query.sql })),
  });
  const noted = ([name, migration]: [string, Migration]): [string, Migration] => [
    name,
    {
      ...migration,
      up: async (transaction) => {
        running = name;
        await migration.up(transaction).finally(() => {
          running = null;
        });
      },
    },
  ];
  const migrations = Object.fromEntries(Object.entries(schema.migrations).map(noted));
  return { database, statements, schema: { ...schema, migrations } };
}

/** Columns, indexes and constraints of a schema of Postgres, as text. */
async function shapeOf(database: Kysely<unknown>, { name }: Schema): Promise<readonly string[]> {
  const { rows } = await sql<{ line: string }>`
    select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || coalesce(column_default, '') as line
      from information_schema.columns where table_schema = ${name} and table_name <> 'schema_changes'
    union all select indexdef from pg_indexes where schemaname = ${name} and tablename <> 'schema_changes'
    union all select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
      where connamespace = ${name}::regnamespace and conrelid <> coalesce(to_regclass(${`${name}.schema_changes`}), 0::oid)
    order by 1`.execute(database);
  return rows.map(({ line }) => line);
}

describe("the migrations of this release", function () {
  this.timeout(60_000);

  for (const given of [schemaOf(rowSeals(dumpSecrets.sealSecret), "DATABASE_URL"), knowledgeSchema, identitySchema])
    it(
      verifies(
        "upgrade.expands",
        `A migration of ${given.name} only expands or names whom it excludes, and has a way down`,
      ),
      async () => {
        const { databaseUrl } = await restoredDump();
        const { database, statements, schema } = listening(databaseUrl, given);
        try {
          const before = await shapeOf(database, schema);
          const names = await migrateUp(database, schema);
          for (const name of names) assert.ok(schema.migrations[name]?.down, `${name} has no down`);
          const made = (of: string) =>
            statements.filter(({ migration }) => migration === of).flatMap(({ text }) => tableMade(text) ?? []);
          const problems = statements
            .filter(({ migration }) => schema.migrations[migration]?.contracts === undefined)
            .flatMap(({ migration, text }) => {
              const why = contraction(text, made(migration));
              return why === null ? [] : [`${migration}: ${why}: ${text}`];
            });
          assert.deepEqual(problems, []);
          for (const name of (await migrationsThatRan(database, schema)).toReversed())
            assert.equal(await migrateDown(database, schema), name);
          assert.deepEqual(await shapeOf(database, schema), before);
        } finally {
          await database.destroy();
        }
      },
    );

  it(verifies("upgrade.expands", "A statement that an older release could trip over counts as a contraction"), () => {
    const expanding = [
      "create table registry.notes (id text primary key)",
      'create index "a" on "registry"."calls" ("at")',
      "alter table registry.servers add column note text",
      "alter table registry.servers add column note text not null default ''",
      "create unique index a on registry.notes (id)",
      "alter table registry.notes add constraint b unique (id)",
    ];
    for (const statement of expanding) assert.equal(contraction(statement, ["registry.notes"]), null, statement);
    const contracting = [
      "drop table registry.calls",
      "alter table registry.servers drop column url",
      "alter table registry.servers rename column url to address",
      "alter table registry.servers add column note text not null",
      "alter table registry.servers add column note text, drop column url",
      "alter table registry.servers alter column url type int",
      "alter table registry.servers add constraint b check (url <> '')",
      "create unique index a on registry.servers (url)",
      "create trigger a before insert on registry.servers execute function b()",
      "delete from registry.calls",
      "update registry.servers set url = ''",
    ];
    for (const statement of contracting) assert.notEqual(contraction(statement, ["registry.notes"]), null, statement);
  });
});
