import assert from "node:assert/strict";
import type { Execution } from "@drawbridge/presto/engines/engine";
import { SqlError } from "@drawbridge/presto/errors";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, allRows, askingPresto, never } from "./asking.ts";

/** Hours of work, unless it is stopped. */
const endless = (mark: string): string =>
  `SELECT '${mark}', count(*) FROM tpch.sf100.lineitem a CROSS JOIN tpch.sf100.lineitem b WHERE a.comment < b.comment`;

const cancelled = (error: unknown): boolean => error instanceof SqlError && error.code === "cancelled";

describe("cancelling on a real Presto", function () {
  this.timeout(60_000);
  const asked = askingPresto();

  const start = (mark: string, signal = never()): Promise<Execution> =>
    asked().engine.execute(endless(mark), ada, signal);

  /** How the engine itself describes the state of the statement with this mark. */
  const standing = async (mark: string): Promise<string> => {
    const query = (await asked().presto.queries()).find(({ sql }) => sql.includes(`'${mark}'`));
    return query === undefined ? "unknown" : (query.error ?? query.state);
  };
  const running = async (mark: string): Promise<boolean> =>
    !["unknown", "FINISHED", "FAILED", "USER_CANCELED"].includes(await standing(mark));

  it(verifies("presto.cancel", "ends the query in the engine's own list"), async () => {
    const execution = await start("by-call");
    const reading = allRows(execution);
    await until("the engine runs it", async () => (await standing("by-call")) === "RUNNING");
    const failing = assert.rejects(reading, cancelled);
    await execution.cancel();
    await failing;
    assert.equal(await standing("by-call"), "USER_CANCELED");
    await execution.cancel();
  });

  it(verifies("presto.cancel", "ends a query that no caller reads"), async () => {
    const execution = await start("unread");
    assert.equal(await running("unread"), true);
    await execution.cancel();
    assert.equal(await standing("unread"), "USER_CANCELED");
    await assert.rejects(allRows(execution), cancelled);
  });

  it(verifies("presto.cancel", "ends it when the caller's signal aborts"), async () => {
    const abort = new AbortController();
    const failing = assert.rejects(allRows(await start("by-signal", abort.signal)), cancelled);
    abort.abort();
    await failing;
    await until("the engine has ended it", async () => (await standing("by-signal")) === "USER_CANCELED");
  });

  it(verifies("presto.cap", "ends it when the reader stops before the end"), async () => {
    const sql = "SELECT 'early', * FROM tpch.sf100.lineitem";
    const execution = await asked().engine.execute(sql, ada, never());
    let rows = 0;
    for await (const batch of execution.batches()) {
      rows += batch.length;
      break;
    }
    assert.ok(rows > 0);
    assert.equal(await standing("early"), "USER_CANCELED");
  });

  it(verifies("presto.cancel", "leaves no transaction behind"), async () => {
    // One is that of the question itself.
    const open = async () => (await asked().rows("SELECT count(*) FROM system.runtime.transactions"))[0]?.[0];
    await until("every other transaction has ended", async () => (await open()) === 1);
  });

  it("starts nothing for a caller who is gone", async () => {
    const reason = new Error("gone");
    await assert.rejects(start("gone", AbortSignal.abort(reason)), reason);
    assert.equal(await standing("gone"), "unknown");
  });
});
