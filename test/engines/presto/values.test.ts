import assert from "node:assert/strict";
import { verifies } from "../../support/verifies.ts";
import { ada, never, usePresto } from "./presto-client.ts";

describe("values from a real Presto", () => {
  const presto = usePresto();

  it(verifies("presto.digits", "Values from a real Presto lose no digit"), async () => {
    const sql = `SELECT 9007199254740993, BIGINT '-9223372036854775808', 42, CAST(1.10 AS decimal(38, 10)), 1.5E0, 1E22, nan(), REAL '0.1'`;
    assert.deepEqual(await presto().rows(sql), [
      ["9007199254740993", "-9223372036854775808", 42, "1.1000000000", 1.5, 1e22, "NaN", 0.1],
    ]);
  });

  it(verifies("presto.digits", "Values inside arrays, maps and rows lose no digit"), async () => {
    const sql = `SELECT ARRAY[ARRAY[9007199254740993, 1]], MAP(ARRAY['k'], ARRAY[ARRAY[9007199254740993]]),
      CAST(ROW(1, '[1]', ARRAY['[2]', 'a"b']) AS ROW(n bigint, s varchar, a array(varchar))), CAST(NULL AS array(bigint))`;
    assert.deepEqual(await presto().rows(sql), [
      [[["9007199254740993", 1]], { k: ["9007199254740993"] }, [1, "[1]", ["[2]", 'a"b']], null],
    ]);
  });

  it("A result has the names and types of its columns", async () => {
    const execution = await presto().engine.execute("SELECT 1 AS a, ARRAY['x'] AS b WHERE 1 = 0", ada, never());
    assert.deepEqual(await execution.columns(), [
      { name: "a", type: "integer" },
      { name: "b", type: "array(varchar(1))" },
    ]);
    for await (const batch of execution.batches()) assert.deepEqual(batch, []);
    assert.match(execution.engineId ?? "", /^\d{8}_\d{6}_/);
  });

  it(verifies("presto.real-engine", "A result of many pages is read completely"), async () => {
    const execution = await presto().engine.execute("SELECT * FROM tpch.tiny.lineitem", ada, never());
    let batches = 0;
    let rows = 0;
    for await (const batch of execution.batches()) {
      batches += 1;
      rows += batch.length;
    }
    assert.deepEqual([rows, batches > 3], [60_175, true]);
  });
});
