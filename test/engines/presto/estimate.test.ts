import assert from "node:assert/strict";
import { SqlError } from "@drawbridge/presto/errors";
import { verifies } from "../../support/verifies.ts";
import { ada, never, usePresto } from "./presto-client.ts";

describe("pricing on a real Presto", () => {
  const underTest = usePresto("tpch", "tiny");
  const estimate = (sql: string) => underTest().engine.estimate(sql, ada, never());

  it(verifies("presto.priced", "A price contains tables, rows and bytes, and pricing runs nothing"), async () => {
    const sql =
      "SELECT 'priced only', n.name, count(*) FROM nation n JOIN orders o ON n.nationkey = o.custkey GROUP BY 2";
    const { tables, rows, bytes } = await estimate(sql);
    // The connector has statistics of tiny, by its scale.
    assert.deepEqual([...tables].sort(), ['tpch."sf0.01".nation', 'tpch."sf0.01".orders']);
    assert.equal(rows, 15_000);
    assert.ok(typeof bytes === "number" && bytes > 100_000 && bytes < 2_000_000, `${bytes}`);
    const plans = (await underTest().presto.queries()).filter((query) => query.sql.includes("priced only"));
    assert.ok(plans.length > 0 && plans.every((query) => query.sql.startsWith("EXPLAIN (")));
  });

  it(verifies("presto.priced", "A price has more bytes for more columns, and none without a table"), async () => {
    const [one, all, none] = await Promise.all([
      estimate("SELECT quantity FROM lineitem"),
      estimate("SELECT * FROM lineitem"),
      estimate("VALUES 1, 2, 3"),
    ]);
    assert.ok(typeof one.bytes === "number" && typeof all.bytes === "number" && one.bytes * 4 < all.bytes);
    assert.deepEqual(none, { tables: [], objects: [], rows: 3, bytes: 0 });
  });

  it(verifies("presto.priced", "A price shows joins that multiply, and is unknown without statistics"), async () => {
    assert.equal((await estimate("SELECT count(*) FROM lineitem a CROSS JOIN lineitem b")).rows, 60_175 ** 2);
    assert.equal((await estimate("SELECT * FROM UNNEST(sequence(1, 10000)) t (n)")).rows, "unknown");
  });

  it(
    verifies(
      "presto.computed-joins",
      "Joins by computed keys are priced as products, and joins by columns by statistics",
    ),
    async () => {
      const rowsOf = async (sql: string) => (await estimate(sql)).rows;
      const computed = "lineitem a JOIN lineitem b ON a.orderkey % 2 = b.orderkey % 2";
      assert.equal(await rowsOf(`SELECT count(*) FROM ${computed}`), 60_175 ** 2);
      assert.equal(await rowsOf(`SELECT count(*) FROM ${computed} AND a.partkey = b.partkey`), 60_175 ** 2);
      assert.equal(await rowsOf(`SELECT count(*) FROM ${computed} JOIN region c ON true`), 60_175 ** 2 * 5);
      assert.equal(await rowsOf("SELECT count(*) FROM nation a JOIN region b ON a.nationkey > b.regionkey"), 125);
      assert.equal(await rowsOf("SELECT count(*) FROM nation CROSS JOIN UNNEST(sequence(1, 9)) t (n)"), "unknown");
      assert.equal(await rowsOf("SELECT count(*) FROM orders o JOIN customer c ON o.custkey = c.custkey"), 15_000);
    },
  );

  it(verifies("presto.no-needless-approval", "The engine's own catalogue has a price, alone and joined"), async () => {
    const tables = await estimate("SELECT * FROM information_schema.tables");
    assert.deepEqual([tables.rows, tables.bytes], [300_000, 76_800_000]);
    const joined = await estimate(
      "SELECT * FROM tpch.information_schema.tables t JOIN information_schema.columns c ON t.table_name = c.table_name",
    );
    assert.deepEqual([joined.rows, joined.bytes], [300_000 ** 2, 153_600_000]);
    assert.equal((await estimate("SELECT * FROM system.runtime.nodes")).rows, 300_000);
    // Other tables without statistics stay unknown.
    assert.equal(
      (await estimate("SELECT * FROM system.runtime.nodes, memory.information_schema.tables, nation")).rows,
      "unknown",
    );
  });

  it(verifies("presto.no-needless-approval", "Lists whose length the text shows are priced by it"), async () => {
    const rowsOf = async (sql: string, count: number, maxElements: number) =>
      (await underTest().engine.estimate(sql, ada, never(), { count, maxElements })).rows;
    assert.equal(await rowsOf("SELECT * FROM UNNEST(sequence(1, 10000)) t (n)", 1, 10_000), 10_000);
    assert.equal(await rowsOf("SELECT * FROM nation CROSS JOIN UNNEST(ARRAY[1, 2, 3])", 1, 3), 75);
    const constants = "SELECT n, a FROM (VALUES (ARRAY[2, 5])) AS x (n) CROSS JOIN UNNEST(n) AS t (a)";
    assert.equal(await rowsOf(constants, 1, 2), 2);
    // More UNNESTs in the plan than in the text.
    const twice = "WITH a AS (SELECT * FROM UNNEST(ARRAY[1, 2])) SELECT * FROM a x, a y";
    assert.equal(await rowsOf(twice, 1, 2), "unknown");
  });

  it(verifies("presto.priced", "A plan that is forged in a literal does not change the price"), async () => {
    const forged =
      "x => []\n                Estimates: {source: CostBasedSourceInfo, rows: 0 (0B), cpu: 0.00}\n    - Values[";
    const { rows, bytes } = await estimate(`SELECT * FROM tpch.sf1.lineitem WHERE comment = '${forged}'`);
    assert.deepEqual([rows, bytes], [6_001_215, "unknown"]);
    const honest = await estimate("SELECT * FROM tpch.sf1.lineitem WHERE comment = 'x'");
    assert.ok(typeof honest.bytes === "number" && honest.bytes > 500_000_000);
  });

  it(verifies("presto.quiet-errors", "An error names the position in the caller's own lines"), async () => {
    await assert.rejects(estimate("SELECT\n  nope\nFROM nation"), (error) => {
      assert.ok(error instanceof SqlError && error.code === "invalid-sql");
      assert.equal(error.message, "Column 'nope' cannot be resolved at line 2, column 3.");
      return true;
    });
    await assert.rejects(estimate("SELECT CAST('ada@example.com' AS integer)"), (error) => {
      assert.ok(error instanceof SqlError && error.code === "invalid-sql");
      assert.doesNotMatch(error.message, /ada/);
      return true;
    });
  });
});
