/**
 * Makes the dump from which every migration is tested, with the parts of this checkout:
 *   npx mocha test/support/upgrade/make-dump.ts
 * and `npx biome check --write test/golden/upgrade`. It is made once for a release, before the first migration of the next one, and never changed.
 */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { startDebianPostgres } from "./debian-postgres.ts";
import { dumpFiles } from "./dump.ts";
import { fill } from "./fill.ts";

it("Makes the dump of a release", async function () {
  this.timeout(300_000);
  const postgres = await startDebianPostgres();
  try {
    const databaseUrl = await postgres.freshDatabase("filled");
    const filled = await fill(databaseUrl);
    const flags = ["--no-owner", "--no-privileges", "--no-comments", "--inserts", "--rows-per-insert=50"];
    const { stdout } = await promisify(execFile)(postgres.program("pg_dump"), [...flags, databaseUrl], {
      maxBuffer: 100_000_000,
    });
    // psql's own commands, which begin with a backslash, are not for a driver.
    const statements = stdout.replaceAll(/^(?:\\.*|--.*)?\n/gm, "");
    await writeFile(dumpFiles.statements, statements);
    await writeFile(dumpFiles.filled, `${JSON.stringify(filled, null, 2)}\n`);
  } finally {
    await postgres.stop();
  }
});
