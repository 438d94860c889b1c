/**
 * Migrations of a process's own tables: up to the latest, and one step down. A process also runs on tables that a newer
 * release has changed, as long as no change says that the process is too old for it. So releases can be replaced one
 * process after another, and a release can be taken back.
 */
import { type Kysely, sql, type Transaction } from "kysely";
import { Migrator, type Migration as Step } from "kysely/migration";

/** One change of the tables, and the way back. */
export interface Migration extends Step {
  /**
   * A migration that only expands (new tables, indexes, and columns that older programs need not know) leaves it out. One
   * that contracts names the oldest migration that a program must have to run on the result, because from that one on
   * programs no longer use what this one takes away.
   */
  readonly contracts?: string;
}

/** A process's own tables, in a schema of Postgres that only this process changes. */
export interface Schema {
  readonly name: string;
  /** Run in the order of their names, which never change, because the database records which ones it has run. */
  readonly migrations: Readonly<Record<string, Migration>>;
  /**
   * The last migration that is recorded in kysely_migration. Programs before 0.2 refuse to start where that table has a
   * name that they do not know. They have no way down. Left out, there is none.
   */
  readonly foundation?: string;
  /** Begins the error's sentence: "The registry's database". */
  readonly subject: string;
  /** The sentence that says what to do where the migrations fail with `error`. */
  nextStep(error: unknown): string;
}

/** The tables were changed by a release that this program is too old for. */
export class TooOldError extends Error {}

/** Runs what is missing, and returns its names. Throws a TooOldError, or what the database said. */
export async function migrateUp<Tables>(database: Kysely<Tables>, schema: Schema): Promise<readonly string[]> {
  const { before, after } = split(schema);
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => Object.fromEntries(before) },
    migrationTableSchema: schema.name,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  const founded = results.map(({ migrationName }) => migrationName);
  return locked(database, schema, async (transaction) => {
    const ran = await changesIn(transaction, schema);
    refuseTooOld(schema, ran);
    const missing = after.filter(([name]) => !ran.some((each) => each.name === name));
    for (const [name, migration] of missing) {
      await migration.up(transaction);
      await sql`insert into ${table(schema)} (name, oldest) values (${name}, ${migration.contracts ?? null})`.execute(
        transaction,
      );
    }
    return [...founded, ...missing.map(([name]) => name)];
  });
}

/** The names of the migrations that ran and that this program or a newer one can take back, in their order. */
export function migrationsThatRan<Tables>(database: Kysely<Tables>, schema: Schema): Promise<readonly string[]> {
  return locked(database, schema, async (transaction) =>
    (await changesIn(transaction, schema)).map(({ name }) => name),
  );
}

/**
 * Takes back the last migration, and returns its name. Throws an Error with the next step where this program cannot: only
 * the release that made a change knows the way back.
 */
export async function migrateDown<Tables>(database: Kysely<Tables>, schema: Schema): Promise<string> {
  return locked(database, schema, async (transaction) => {
    const last = (await changesIn(transaction, schema)).at(-1)?.name;
    if (last === undefined)
      throw new Error(
        `${schema.subject} has no migration with a way down. To go further back, restore a backup from before.`,
      );
    const down = schema.migrations[last]?.down;
    if (down === undefined)
      throw new Error(
        `${schema.subject} was changed last by ${last}, which this release does not have. Run this command of the newer release.`,
      );
    await down(transaction);
    await sql`delete from ${table(schema)} where name = ${last}`.execute(transaction);
    return last;
  });
}

interface Change {
  readonly name: string;
  readonly oldest: string | null;
}

const table = (schema: Schema) => sql.table(`${schema.name}.schema_changes`);

/** One process at a time, in one transaction, with the table of changes. */
function locked<Tables, Result>(
  database: Kysely<Tables>,
  schema: Schema,
  work: (transaction: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  return database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`drawbridge migrations of ${schema.name}`}))`.execute(
      transaction,
    );
    const { rows } = await sql<{ there: boolean }>`
      select to_regclass(${`${schema.name}.schema_changes`}) is not null as there`.execute(transaction);
    if (rows[0]?.there !== true)
      await sql`create table ${table(schema)} (
        name text primary key, oldest text, ran_at timestamptz not null default now())`.execute(transaction);
    return work(transaction);
  });
}

async function changesIn<Tables>(transaction: Transaction<Tables>, schema: Schema): Promise<readonly Change[]> {
  const { rows } = await sql<Change>`select name, oldest from ${table(schema)} order by name collate "C"`.execute(
    transaction,
  );
  return rows;
}

function refuseTooOld(schema: Schema, ran: readonly Change[]): void {
  const newest = Object.keys(schema.migrations).toSorted().at(-1) ?? "";
  const refusing = ran.find(({ name, oldest }) => !(name in schema.migrations) && oldest !== null && oldest > newest);
  if (refusing !== undefined)
    throw new TooOldError(
      `a newer release changed it (${refusing.name}) and runs only beside releases that have ${refusing.oldest}; this one ends with ${newest}. Start a newer release, or take the change back with the newer release's migrate.ts down`,
    );
}

/** The migrations on both sides of the foundation, in order. */
function split({ migrations, foundation = "" }: Schema) {
  const all = Object.entries(migrations).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return {
    before: all.filter(([name]) => name <= foundation),
    after: all.filter(([name]) => name > foundation),
  };
}
