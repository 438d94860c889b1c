/**
 * The operator's command for a part's tables:
 *   node <the part>/migrate.ts up        what the part itself does when it starts
 *   node <the part>/migrate.ts down      takes back the last migration (docs/deployment.md says when)
 *   node <the part>/migrate.ts status    what ran
 */
import { type Connection, connect, migrate } from "./database.ts";
import { migrateDown, migrationsThatRan, type Schema } from "./migrations.ts";

/** Runs the command and returns what to print. Throws an Error with the next step. */
export async function migrateCommand(
  words: readonly string[],
  connection: Connection,
  schema: Schema,
): Promise<string> {
  const [word, ...more] = words;
  if (more.length > 0 || (word !== "up" && word !== "down" && word !== "status"))
    throw new Error("Say what to do: up, down or status.");
  const database = connect(connection);
  try {
    if (word === "down") return `Taken back: ${await migrateDown(database, schema)}.`;
    const names = word === "up" ? await migrate(database, schema) : await migrationsThatRan(database, schema);
    if (names.length > 0) return `Ran: ${names.join(", ")}.`;
    return word === "up" ? "Nothing was missing." : "No migration that can be taken back.";
  } finally {
    await database.destroy();
  }
}

/** The same as a program: prints to stdout, or the error's sentence to stderr with exit code 1. */
export async function runMigrateCommand(read: () => { connection: Connection; schema: Schema }): Promise<void> {
  try {
    const { connection, schema } = read();
    process.stdout.write(`${await migrateCommand(process.argv.slice(2), connection, schema)}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
