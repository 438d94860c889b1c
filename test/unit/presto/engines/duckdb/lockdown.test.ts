/**
 * Tests the second judge alone: every statement here goes directly to the engine, as if the first judge had accepted
 * it.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { SqlError } from "@drawbridge/presto/errors";
import { createDuckDbEngine } from "../../../../../reference-servers/servers/presto/engines/duckdb/engine.ts";
import type { Engine } from "../../../../../reference-servers/servers/presto/engines/engine.ts";
import { makeSmallWarehouse, type SmallWarehouse } from "../../../../support/engines/small-warehouse.ts";
import { verifies } from "../../../../support/verifies.ts";
import { allRows } from "./read-result.ts";

const writes = [
  "INSERT INTO ads.campaigns SELECT * FROM ads.campaigns",
  "UPDATE ads.campaigns SET name = 'x'",
  "DELETE FROM ads.events",
  "TRUNCATE ads.events",
  "DROP TABLE ads.events",
  "DROP SCHEMA ads CASCADE",
  "ALTER TABLE ads.campaigns ADD COLUMN c INTEGER",
  "CREATE TABLE ads.copy AS SELECT 1",
  "CREATE OR REPLACE TABLE ads.events AS SELECT 1",
  "CREATE TEMP TABLE t AS SELECT 1",
  "CREATE VIEW ads.v AS SELECT 1",
  "CREATE MACRO f(a) AS a",
  "CREATE TEMP MACRO f(a) AS a",
  "CREATE SECRET s (TYPE s3)",
  "COMMENT ON TABLE ads.events IS 'mine'",
  "EXPLAIN ANALYZE DELETE FROM ads.events",
  "EXPLAIN ANALYZE SELECT 1",
  "SELECT 1; DROP TABLE ads.events",
  "SELECT 1; SELECT 2",
  "SET threads = 8",
  "SET SESSION search_path = 'ads'",
  "SET VARIABLE x = 1",
  "RESET threads",
  "USE ads",
  "PRAGMA enable_profiling = 'json'",
  "PRAGMA profiling_output = '/tmp/profile'",
  "PRAGMA version",
  "CALL pragma_version()",
  "CALL enable_logging()",
  "BEGIN",
  "COMMIT",
  "CHECKPOINT",
  "VACUUM",
  "ANALYZE",
  "PREPARE p AS SELECT 1",
  "EXECUTE p",
  "ATTACH ':memory:' AS m",
  "INSTALL httpfs",
  "LOAD httpfs",
  "LOAD json",
  "EXPORT DATABASE '/tmp/export'",
  "COPY ads.campaigns TO '/tmp/campaigns.csv'",
];

const reachingOut = [
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT * FROM read_blob('/proc/self/environ')",
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM read_json('/etc/passwd')",
  "SELECT * FROM read_parquet('/etc/passwd')",
  "SELECT * FROM sniff_csv('/etc/passwd')",
  "SELECT * FROM '/etc/passwd'",
  "SELECT * FROM '/tmp/x.parquet'",
  "SELECT * FROM glob('/etc/*')",
  "SELECT * FROM read_csv('https://127.0.0.1:9/x.csv')",
  "SELECT * FROM 'https://127.0.0.1:9/x.parquet'",
  "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
  "SELECT getenv('HOME')",
  "SELECT * FROM read_duckdb('$file', table_name = 'campaigns')",
  "SELECT * FROM read_blob('$file')",
  "SELECT * FROM read_text('$file.tmp/spill')",
  "SELECT * FROM glob('$file*')",
  "COPY (SELECT 1) TO '$file.tmp/out.csv'",
  "ATTACH '$file' AS again (READ_ONLY)",
];

/** The engine's own state: settings, paths on this machine, other users' statements. */
const insides = [
  "SELECT * FROM duckdb_settings()",
  "SELECT * FROM pg_catalog.pg_settings",
  "SELECT path FROM duckdb_databases",
  "SELECT * FROM pragma_database_list",
  "SELECT * FROM duckdb_secrets()",
  "SELECT * FROM duckdb_logs",
  "FROM enable_logging()",
  "SELECT * FROM disable_logging()",
  "SELECT * FROM truncate_duckdb_logs()",
  "SELECT * FROM duckdb_prepared_statements()",
  "SELECT * FROM duckdb_memory()",
  "SELECT * FROM duckdb_extensions()",
  "SELECT * FROM duckdb_temporary_files()",
  "SELECT * FROM pragma_storage_info('ads.events')",
  "FROM checkpoint()",
  "FROM force_checkpoint()",
];

describe("the embedded engine, without the first judge", () => {
  let warehouse: SmallWarehouse;
  let engine: Engine;
  const digest = async () =>
    createHash("sha256")
      .update(await readFile(warehouse.file))
      .digest("hex");

  before(async () => {
    warehouse = await makeSmallWarehouse();
    await mkdir(`${warehouse.file}.tmp`);
    await writeFile(`${warehouse.file}.tmp/spill`, "rows of another user");
    engine = await createDuckDbEngine({ file: warehouse.file });
  });
  after(async () => {
    await engine.close();
    await warehouse.dispose();
  });

  const refuses = async (template: string): Promise<void> => {
    const sql = template.replaceAll("$file", warehouse.file);
    await assert.rejects(
      allRows(engine, sql),
      (error) =>
        error instanceof SqlError &&
        ["not-a-read", "denied-by-engine", "invalid-sql", "engine-failed"].includes(error.code) &&
        !error.message.includes("passwd") &&
        !error.message.includes(warehouse.folder),
      sql,
    );
  };

  it(
    verifies("presto.second-judge", "The embedded engine refuses every write, and the file does not change"),
    async () => {
      const before = await digest();
      for (const sql of writes) await refuses(sql);
      assert.equal(await digest(), before);
    },
  );

  it(verifies("presto.no-way-out", "SQL on the embedded engine reaches no file, network or environment"), async () => {
    for (const sql of reachingOut) await refuses(sql);
    assert.deepEqual((await readdir(warehouse.folder)).sort(), ["warehouse.duckdb", "warehouse.duckdb.tmp"]);
    assert.deepEqual(await readdir(`${warehouse.file}.tmp`), ["spill"]);
  });

  it(
    verifies(
      "presto.no-way-out",
      "SQL on the embedded engine shows neither the engine's state nor other users' statements",
    ),
    async () => {
      for (const sql of insides) await refuses(sql);
      for (const setting of ["secret_directory", "temp_directory", "home_directory"]) {
        const [row] = await allRows(engine, `SELECT current_setting('${setting}')::VARCHAR`);
        assert.doesNotMatch(String(row?.[0]), /\//, setting);
      }
    },
  );

  it("The embedded engine answers the queries that a reader needs", async () => {
    for (const sql of [
      "SELECT count(*) FROM ads.events;",
      "VALUES (1), (2)",
      "TABLE ads.campaigns",
      "(SELECT 1)",
      "-- why not\nSELECT 1 /* indeed */",
      "WITH a AS (SELECT 1) SELECT * FROM a INTERSECT SELECT 1",
      "SHOW TABLES FROM ads",
      "DESCRIBE ads.events",
      "SELECT table_name FROM information_schema.tables",
      "SELECT column_name FROM information_schema.columns",
      "SELECT * FROM UNNEST(ARRAY[1, 2]) AS t(x)",
    ]) {
      assert.ok((await allRows(engine, sql)).length > 0, sql);
    }
  });
});
