import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { ensureWarehouse } from "../../../../reference-servers/servers/presto/warehouse/sample-warehouse.ts";
import { sampleTables } from "../../../../reference-servers/servers/presto/warehouse/tables.ts";
import {
  makeSmallWarehouse,
  type SmallWarehouse,
  smallWarehouseEvents,
} from "../../../support/engines/small-warehouse.ts";
import { verifies } from "../../../support/verifies.ts";

async function rowsOf(file: string, sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe("the sample warehouse", () => {
  let warehouse: SmallWarehouse;
  before(async () => {
    warehouse = await makeSmallWarehouse();
  });
  after(() => warehouse.dispose());

  it(verifies("presto.warehouse", "The sample warehouse is the same at any time and on any machine"), async () => {
    const other = await makeSmallWarehouse();
    try {
      for (const { name } of sampleTables) {
        const digest = `SELECT count(*), bit_xor(hash(t)) FROM ${name} t`;
        assert.deepEqual(await rowsOf(warehouse.file, digest), await rowsOf(other.file, digest), name);
      }
    } finally {
      await other.dispose();
    }
  });

  it(verifies("presto.warehouse", "The sums of the sample warehouse agree from events to revenue"), async () => {
    const [events] = await rowsOf(warehouse.file, "SELECT count(*)::INTEGER, sum(revenue_usd) FROM ads.events");
    const [daily] = await rowsOf(
      warehouse.file,
      "SELECT sum(impressions + clicks + conversions)::INTEGER, sum(spend_usd) FROM ads.impressions_daily",
    );
    assert.deepEqual(daily, events);
    assert.equal(events?.[0], smallWarehouseEvents);
    const [difference] = await rowsOf(
      warehouse.file,
      `SELECT abs((SELECT sum(gross_usd) FROM finance.revenue) - (SELECT sum(spend_usd) FROM ads.impressions_daily)) < 50,
        (SELECT count(*) FROM finance.revenue WHERE net_usd <> gross_usd - credits_usd)::INTEGER,
        (SELECT sum(amount_usd) FROM finance.invoices) = (SELECT sum(net_usd) FROM finance.revenue)`,
    );
    assert.deepEqual(difference, [true, 0, true]);
  });

  it("Every table and column of the sample warehouse has a comment", async () => {
    const silent = await rowsOf(
      warehouse.file,
      `SELECT table_name, NULL FROM duckdb_tables() WHERE comment IS NULL
        UNION ALL SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL`,
    );
    assert.deepEqual(silent, []);
  });

  it("An existing warehouse file stays unchanged, with no files next to it", async () => {
    const before = await readFile(warehouse.file);
    await ensureWarehouse(warehouse.file, { events: 10 });
    assert.ok(before.equals(await readFile(warehouse.file)));
    assert.deepEqual(await readdir(warehouse.folder), ["warehouse.duckdb"]);
  });

  it("Creating the sample warehouse starts again after an interrupted start", async () => {
    const file = join(warehouse.folder, "again", "warehouse.duckdb");
    await ensureWarehouse(file, { events: 1000 });
    const stopped = join(warehouse.folder, "stopped.duckdb");
    await writeFile(`${stopped}.unfinished`, "half a database");
    await ensureWarehouse(stopped, { events: 1000 });
    assert.deepEqual(await rowsOf(stopped, "SELECT count(*)::INTEGER FROM ads.events"), [[1000]]);
  });

  it("Progress names each table while the sample warehouse is created", async () => {
    const names: string[] = [];
    await ensureWarehouse(join(warehouse.folder, "told.duckdb"), {
      events: 1000,
      onProgress: (message) => names.push(message),
    });
    assert.equal(names.length, sampleTables.length);
    assert.match(names[2] ?? "", /ads\.events/);
  });
});
