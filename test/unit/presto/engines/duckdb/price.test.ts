import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SqlError } from "@drawbridge/presto/errors";
import { DuckDBInstance } from "@duckdb/node-api";
import { createDuckDbEngine } from "../../../../../reference-servers/servers/presto/engines/duckdb/engine.ts";
import { priceOf } from "../../../../../reference-servers/servers/presto/engines/duckdb/price/price.ts";
import { readPlan } from "../../../../../reference-servers/servers/presto/engines/duckdb/price/query-plan.ts";
import type { Engine } from "../../../../../reference-servers/servers/presto/engines/engine.ts";
import { table } from "../../../../support/engines/object-names.ts";
import { makeSmallWarehouse, type SmallWarehouse } from "../../../../support/engines/small-warehouse.ts";
import { verifies } from "../../../../support/verifies.ts";
import { ada, allRows } from "./read-result.ts";

const events = 20_000;

describe("the price of a statement on the embedded engine", () => {
  let warehouse: SmallWarehouse;
  let engine: Engine;
  before(async () => {
    warehouse = await makeSmallWarehouse();
    const instance = await DuckDBInstance.create(warehouse.file);
    const connection = await instance.connect();
    await connection.run(`CREATE VIEW ads.listed AS SELECT "unnest"(list_resize([1], 1000000)) AS n`);
    connection.closeSync();
    instance.closeSync();
    // The limit of planning has tests of its own; here it would only judge the machine.
    engine = await createDuckDbEngine({ file: warehouse.file, planningTimeoutMs: 3_600_000 });
  });
  after(async () => {
    await engine.close();
    await warehouse.dispose();
  });
  const price = (sql: string) => engine.estimate(sql, ada, new AbortController().signal);

  it(
    verifies(
      "presto.priced",
      "The bytes of a price are the rows of each scan times the width of the columns that it reads",
    ),
    async () => {
      // event_id BIGINT 8, revenue_usd DECIMAL(10,4) 8, event_date DATE 4 (only filtered on)
      const filtered = await price("SELECT event_id, revenue_usd FROM ads.events WHERE event_date > DATE '2026-01-01'");
      assert.deepEqual(filtered, {
        objects: [table("warehouse.ads.events")],
        tables: ["warehouse.ads.events"],
        rows: events,
        bytes: events * 20,
      });
      const joined = await price("SELECT c.name FROM ads.events e JOIN ads.campaigns c USING (campaign_id)");
      assert.deepEqual(joined.tables, ["warehouse.ads.campaigns", "warehouse.ads.events"]);
      assert.equal(joined.bytes, events * 4 + 1200 * (4 + 32));
    },
  );

  it(verifies("presto.priced", "A price shows a join that multiplies rows, even if it reads little"), async () => {
    const { rows, bytes } = await price("SELECT count(*) FROM ads.events a CROSS JOIN ads.events b");
    assert.equal(rows, events * events);
    assert.equal(bytes, 0);
    const unequal = await price(
      "SELECT a.event_id FROM ads.events a JOIN ads.events b ON a.country || b.country = 'x'",
    );
    assert.equal(unequal.rows, events * events);
  });

  const small = 1e6;
  for (const [sql, rows] of [
    // Lists: their length is in the text, or it is unknown.
    ["SELECT count(*) FROM ads.events CROSS JOIN UNNEST(generate_series(1, 1000000)) t(x)", events * 1e6],
    ["SELECT count(*) FROM ads.events, UNNEST(range(5, 1000005)) t(x)", events * 1e6],
    ["SELECT count(*) FROM ads.events, UNNEST(range(-10, 10, 2)) t(x)", events * 10],
    ['SELECT "unnest"(range(1000)) FROM ads.events', events * 1000],
    ["SELECT count(*) FROM UNNEST([1, 2, 3]) t(x)", 3],
    ["SELECT count(*) FROM UNNEST(CAST([1, 2] AS BIGINT[])) t(x)", 2],
    ['SELECT sum(x) FROM (SELECT "unnest"(generate_series(1, event_id)) AS x FROM ads.events)', "unknown"],
    ["SELECT count(*) FROM ads.events, UNNEST(list_resize([1], 1000000)) t(x)", "unknown"],
    ["SELECT count(*) FROM ads.events, UNNEST(string_split(repeat('a,', 100000), ',')) t(x)", "unknown"],
    ["SELECT count(*) FROM ads.listed, UNNEST([1, 2]) t(x)", "unknown"],
    // Joins: products, unless the key is certain.
    ["SELECT count(*) FROM ads.events a JOIN ads.events b ON a.event_id % 2 = b.event_id % 2", events * events],
    ["SELECT count(*) FROM ads.events a JOIN ads.events b ON a.event_id < b.event_id", events * events],
    [
      "SELECT count(*) FROM ads.events a JOIN (SELECT 1 AS event_id FROM ads.events) b USING (event_id)",
      events * events,
    ],
    ["WITH t AS MATERIALIZED (SELECT 1 FROM ads.events) SELECT count(*) FROM t a, t b", events * events],
    [
      "SELECT count(*) FROM ads.campaigns c, LATERAL (SELECT 1 FROM ads.events e WHERE e.event_id < c.campaign_id) l",
      "huge",
    ],
    ["SELECT country, device, channel, count(*) FROM ads.events GROUP BY CUBE (country, device, channel)", events * 8],
    ["SELECT count(*) FROM ads.events GROUP BY GROUPING SETS ((country), (device), ())", events * 3],
    // A LIMIT lets through the number of rows in the text.
    [
      "SELECT count(*) FROM ads.events CROSS JOIN (SELECT event_id AS other FROM ads.events LIMIT 30) WHERE event_id * other % 7 = 3",
      events * 30,
    ],
    ["SELECT count(*) FROM ads.events a, (SELECT 1 FROM ads.events LIMIT 30 OFFSET 10) b", events * 40],
    ["SELECT count(*) FROM ads.events a, (SELECT 1 FROM ads.events LIMIT (SELECT 5 + 5)) b", events * events],
    ["SELECT count(*) FROM (SELECT 1 FROM ads.events LIMIT 10) a, (SELECT 1 FROM ads.events LIMIT 50) b", events],
    // Ordinary queries.
    ["SELECT count(*) FROM ads.events e JOIN ads.campaigns c USING (campaign_id)", events],
    [
      "SELECT count(*) FROM ads.events e JOIN ads.campaigns c USING (campaign_id) JOIN ads.advertisers USING (advertiser_id)",
      events,
    ],
    ["SELECT count(*) FROM ads.campaigns c LEFT JOIN ads.advertisers a USING (advertiser_id)", 2 * 1200],
    ["SELECT count(*) FROM ads.events WHERE campaign_id IN (SELECT campaign_id FROM ads.campaigns)", events],
    ["SELECT device, row_number() OVER (PARTITION BY country) FROM ads.events", events],
    [
      "SELECT name, (SELECT max(event_id) FROM ads.events e WHERE e.campaign_id = c.campaign_id) FROM ads.campaigns c",
      events,
    ],
    ["SELECT DISTINCT country FROM ads.events UNION ALL SELECT device FROM ads.events", "small"],
    ["SELECT 1 EXCEPT SELECT 2", "small"],
    ["SELECT * FROM (VALUES (1), (2), (3)) t(x) CROSS JOIN ads.campaigns", 3600],
    ["SELECT count(*) FROM information_schema.tables", "small"],
  ] as const) {
    it(verifies("presto.bounded-price", `A price is an upper bound of the rows: ${sql}`), async () => {
      const priced = await price(sql);
      if (rows === "small") assert.ok(typeof priced.rows === "number" && priced.rows < small, `${priced.rows}`);
      else if (rows === "huge") assert.ok(typeof priced.rows === "number" && priced.rows > 1e9, `${priced.rows}`);
      else assert.equal(priced.rows, rows);
    });
  }

  it(
    verifies("presto.bounded-price", "A price does not confuse an alias with the key column of that name"),
    async () => {
      // Many campaigns have the same objective, which has the name of the key here.
      const { rows } = await price(
        "SELECT count(*) FROM ads.events x JOIN (SELECT objective AS campaign_id FROM ads.campaigns) t ON t.campaign_id = lower(x.device)",
      );
      assert.equal(rows, events * 1200);
    },
  );

  it(verifies("presto.priced", "A recursive query has an unknown price"), async () => {
    const endless = await price("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t");
    assert.deepEqual([endless.rows, endless.bytes], ["unknown", "unknown"]);
  });

  it("A statement without tables has a price of zero bytes", async () => {
    assert.deepEqual(await price("SELECT 1"), { tables: [], objects: [], rows: 1, bytes: 0 });
  });

  it("Pricing an invalid statement gives an error with the position and without the text", async () => {
    await assert.rejects(
      price("SELECT event_id\nFROM ads.events WHERE nope = 'private value'"),
      (error) =>
        error instanceof SqlError &&
        error.code === "invalid-sql" &&
        /nope/.test(error.message) &&
        /line 2, column 23/.test(error.message) &&
        !/private/.test(error.message),
    );
  });
});

describe("a warehouse whose names need quotes", () => {
  it("A table whose name needs quotes can be found, priced and read by its full name", async () => {
    const folder = await mkdtemp(join(tmpdir(), "drawbridge-odd-"));
    const file = join(folder, "full.duckdb");
    const made = await DuckDBInstance.create(file);
    const connection = await made.connect();
    await connection.run('CREATE SCHEMA "my ads"');
    await connection.run('CREATE TABLE "my ads"."Order" AS SELECT range AS "select" FROM range(10)');
    connection.closeSync();
    made.closeSync();
    const engine = await createDuckDbEngine({ file });
    try {
      const signal = new AbortController().signal;
      const [found] = await engine.findTables("order", ada, signal);
      assert.equal(found?.name, '"full"."my ads"."Order"');
      const sql = `SELECT "select" FROM ${found.name}`;
      const object = { kind: "table", catalog: "full", schema: "my ads", name: "order" } as const;
      assert.deepEqual(await engine.estimate(sql, ada, signal), {
        ...{ tables: [found.name], objects: [object], rows: 10, bytes: 80 },
      });
      assert.equal((await allRows(engine, sql)).length, 10);
      assert.equal((await engine.describeTable(object, ada, signal)).rows, 10);
    } finally {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("a plan", () => {
  it("A plan with an unknown operator or table has no price", async () => {
    const facts = { maxListLength: 0, maxLimitRows: 0, groupingSets: 1, aliases: null };
    const knowledge = { tables: new Map(), facts, keys: { maxRowsPerKey: async () => null } };
    const strange = JSON.stringify([{ name: "NEW_OPERATOR", children: [], extra_info: {} }]);
    assert.deepEqual(await priceOf(readPlan(strange), knowledge), { rows: "unknown", bytes: 0 });
    const gone = JSON.stringify([{ name: "SEQ_SCAN", children: [], extra_info: { Table: "w.a.b" } }]);
    assert.deepEqual(await priceOf(readPlan(gone), knowledge), { rows: "unknown", bytes: "unknown" });
  });

  it("A plan in an unknown format is an error", () => {
    assert.throws(() => readPlan('[{"operator": "SCAN"}]'));
    assert.throws(() => readPlan("physical plan"));
  });
});
