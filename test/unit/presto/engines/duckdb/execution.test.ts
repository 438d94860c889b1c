import assert from "node:assert/strict";
import { SqlError } from "@drawbridge/presto/errors";
import { createDuckDbEngine } from "../../../../../reference-servers/servers/presto/engines/duckdb/engine.ts";
import type { Engine, Row } from "../../../../../reference-servers/servers/presto/engines/engine.ts";
import { passTime } from "../../../../support/clocks/real-time.ts";
import { table } from "../../../../support/engines/object-names.ts";
import {
  type SmallWarehouse,
  smallWarehouseEvents,
  startSmallEngine,
} from "../../../../support/engines/small-warehouse.ts";
import { verifies } from "../../../../support/verifies.ts";
import { onceForSuite } from "../../../../support/worlds/suite-hooks.ts";
import { ada, allRows } from "./read-result.ts";

/** Takes hours, unless it is stopped. */
const endless =
  "SELECT count(*) FROM ads.events a, ads.events b, ads.events c WHERE length(a.device || b.device || c.device) = 99";

/** Why real time passes before a statement is stopped. */
const inEngine = "the engine computes, and shows nothing of it until the first batch";

const isCancelled = (error: unknown) => error instanceof SqlError && error.code === "cancelled";

describe("a statement on the embedded engine", () => {
  let engine: Engine;
  onceForSuite(startSmallEngine, (started) => {
    ({ engine } = started);
  });

  const start = (sql: string, signal = new AbortController().signal) => engine.execute(sql, ada, signal);
  const drain = async (batches: AsyncIterable<readonly Row[]>) => {
    let rows = 0;
    for await (const batch of batches) rows += batch.length;
    return rows;
  };

  it("A result loses no digit, and has dates and times in ISO 8601", async () => {
    const sql = `SELECT 9007199254740993, CAST(1.10 AS DECIMAL(20, 2)), CAST(12 AS BIGINT), 1.5e0, true, NULL, 'text', DATE '2026-02-01',
      TIMESTAMP '2026-02-01 10:00:00', ARRAY[1, 2], CAST('nan' AS DOUBLE)`;
    assert.deepEqual(await allRows(engine, sql), [
      ["9007199254740993", "1.10", 12, 1.5, true, null, "text", "2026-02-01", "2026-02-01 10:00:00", [1, 2], "NaN"],
    ]);
    const execution = await start("SELECT 1 AS a, CAST(2 AS DECIMAL(10, 2)) AS b");
    const columns = await execution.columns();
    await execution.cancel();
    assert.deepEqual(columns, [
      { name: "a", type: "INTEGER" },
      { name: "b", type: "DECIMAL(10,2)" },
    ]);
  });

  it("A large result comes in several batches", async () => {
    const execution = await start("SELECT * FROM ads.events");
    let batches = 0;
    let rows = 0;
    for await (const batch of execution.batches()) {
      batches += 1;
      rows += batch.length;
      assert.ok(batch.length <= 2048);
    }
    assert.equal(rows, smallWarehouseEvents);
    assert.ok(batches > 5);
  });

  it(verifies("presto.cancel", "A cancelled statement is interrupted in the engine"), async () => {
    const execution = await start(endless);
    const cancelled = assert.rejects(drain(execution.batches()), isCancelled);
    await passTime(100, inEngine);
    await execution.cancel();
    await cancelled;
  });

  it("A statement ends when its signal aborts, before or while it runs", async () => {
    const abort = new AbortController();
    const cancelled = assert.rejects(drain((await start(endless, abort.signal)).batches()), isCancelled);
    await passTime(100, inEngine);
    abort.abort();
    await cancelled;
    await assert.rejects(start("SELECT 1", AbortSignal.abort(new Error("gone"))), /gone/);
  });

  it("A statement can be cancelled without a reader, after its end, and twice", async () => {
    const paused = await start("SELECT * FROM ads.events");
    const reader = paused.batches()[Symbol.asyncIterator]();
    await reader.next();
    await paused.cancel();
    await assert.rejects(reader.next(), isCancelled);
    await paused.cancel();
    const done = await start("SELECT 1");
    await drain(done.batches());
    await done.cancel();
    const unread = await start("SELECT 1");
    await unread.cancel();
    await assert.rejects(drain(unread.batches()), isCancelled);
  });

  it("A statement stops when its reader stops", async () => {
    const execution = await start("SELECT * FROM ads.events");
    for await (const batch of execution.batches()) {
      assert.ok(batch.length > 0);
      break;
    }
    assert.equal((await allRows(engine, "SELECT 1")).length, 1);
  });

  it("While long statements use up a user's share, pricing still works and the next statement waits its turn", async () => {
    const long = await Promise.all([start(endless), start(endless)]);
    const readings = long.map((execution) => drain(execution.batches()));
    const waiting = allRows(engine, "SELECT 1");
    const estimate = await engine.estimate("SELECT * FROM ads.events", ada, new AbortController().signal);
    assert.equal(estimate.rows, smallWarehouseEvents);
    const rejections = readings.map((reading) => assert.rejects(reading, isCancelled));
    for (const execution of long) await execution.cancel();
    await Promise.all(rejections);
    assert.deepEqual(await waiting, [[1]]);
  });

  it("A statement that fails while it runs gives an error without its values", async () => {
    const reading = allRows(engine, "SELECT CAST(event_type AS INTEGER) FROM ads.events");
    await assert.rejects(reading, (error) => error instanceof SqlError && !/impression|click/.test(error.message));
  });

  it("A statement that needs too much memory fails, and the engine continues", async () => {
    const reading = allRows(engine, "SELECT list(a.event_id ORDER BY b.event_time) FROM ads.events a, ads.events b");
    await assert.rejects(reading, (error) => error instanceof SqlError && error.code === "engine-failed");
    assert.deepEqual(await allRows(engine, "SELECT 1"), [[1]]);
  });
});

describe("the embedded engine's catalogue", () => {
  let warehouse: SmallWarehouse;
  let engine: Engine;
  const signal = new AbortController().signal;
  onceForSuite(startSmallEngine, (started) => {
    ({ warehouse, engine } = started);
  });

  it("The engine finds tables by words of their names and comments", async () => {
    const names = async (pattern: string) => (await engine.findTables(pattern, ada, signal)).map(({ name }) => name);
    assert.deepEqual(await names("Revenue month"), ["warehouse.finance.invoices", "warehouse.finance.revenue"]);
    assert.deepEqual(await names("%pipeline%"), ["warehouse.ops.pipeline_runs"]);
    assert.equal((await names("")).length, 7);
    assert.deepEqual(await names("nothing like it"), []);
  });

  it("The engine describes a table by each of its names", async () => {
    for (const name of ["ads.events", "warehouse.ads.events"]) {
      const described = await engine.describeTable(table(name), ada, signal);
      assert.equal(described.name, "warehouse.ads.events");
      assert.equal(described.rows, smallWarehouseEvents);
      assert.deepEqual(described.columns[0], { name: "event_id", type: "BIGINT", comment: "Primary key." });
    }
    await assert.rejects(engine.describeTable(table("ads.'; DROP"), ada, signal), SqlError);
  });

  it("The engine does not open a file that is no warehouse", async () => {
    await assert.rejects(createDuckDbEngine({ file: `${warehouse.file}.absent` }));
  });
});
