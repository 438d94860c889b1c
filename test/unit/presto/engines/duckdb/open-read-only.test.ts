/** Tests the connection alone, without the second judge. */
import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import type { DuckDBInstance } from "@duckdb/node-api";
import { openReadOnly } from "../../../../../reference-servers/servers/presto/engines/duckdb/open-read-only.ts";
import { makeSmallWarehouse, type SmallWarehouse } from "../../../../support/engines/small-warehouse.ts";
import { verifies } from "../../../../support/verifies.ts";

describe("the embedded engine's connection", () => {
  let warehouse: SmallWarehouse;
  let instance: DuckDBInstance;
  before(async () => {
    warehouse = await makeSmallWarehouse();
    await mkdir(`${warehouse.file}.tmp`);
    await writeFile(`${warehouse.file}.tmp/spill`, "rows of another user");
    instance = await openReadOnly(warehouse.file);
  });
  after(async () => {
    instance.closeSync();
    await warehouse.dispose();
  });

  const refuses = async (template: string, why: RegExp): Promise<void> => {
    const connection = await instance.connect();
    try {
      await assert.rejects(connection.run(template.replaceAll("$file", warehouse.file)), why, template);
    } finally {
      connection.closeSync();
    }
  };

  it(verifies("presto.second-judge", "The engine's connection refuses writes by itself"), async () => {
    for (const sql of [
      "INSERT INTO ads.campaigns SELECT * FROM ads.campaigns",
      "DELETE FROM ads.events",
      "CREATE TABLE ads.copy AS SELECT 1",
      "DROP TABLE ads.events",
      "SELECT 1; DROP TABLE ads.events",
      "EXPLAIN ANALYZE DELETE FROM ads.events",
    ]) {
      await refuses(sql, /read-only/);
    }
  });

  it(verifies("presto.no-way-out", "The engine's connection opens no file for SQL, not even its own"), async () => {
    for (const sql of [
      "SELECT * FROM read_text('/etc/passwd')",
      "SELECT * FROM read_blob('$file')",
      "SELECT * FROM read_text('$file.tmp/spill')",
      "SELECT * FROM glob('$file*')",
      "COPY (SELECT 1) TO '$file.tmp/out'",
      "ATTACH '$file' AS again (READ_ONLY)",
      "SELECT * FROM 'https://127.0.0.1:9/x.csv'",
      "INSTALL httpfs",
    ]) {
      await refuses(sql, /"Permission"|disabled/);
    }
    assert.deepEqual(await readdir(`${warehouse.file}.tmp`), ["spill"]);
  });

  it("SQL cannot change the configuration of the engine's connection", async () => {
    for (const sql of [
      "SET disabled_filesystems = ''",
      "SET enable_external_access = true",
      "SET lock_configuration = false",
      "SET memory_limit = '64GB'",
      "RESET memory_limit",
      "SET temp_directory = '/tmp'",
    ]) {
      await refuses(sql, /locked/);
    }
  });
});
