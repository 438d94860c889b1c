import assert from "node:assert/strict";
import { SqlError } from "@drawbridge/presto/errors";
import type { Execution } from "../../../reference-servers/servers/presto/engines/engine.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, allRows, never, usePresto } from "./presto-client.ts";

/** Hours of work, unless it is stopped. */
const endless = (mark: string): string =>
  `SELECT '${mark}', count(*) FROM tpch.sf100.lineitem a CROSS JOIN tpch.sf100.lineitem b WHERE a.comment < b.comment`;

const cancelled = (error: unknown): boolean => error instanceof SqlError && error.code === "cancelled";

describe("cancelling on a real Presto", function () {
  this.timeout(60_000);
  const underTest = usePresto();

  const start = (mark: string, signal = never()): Promise<Execution> =>
    underTest().engine.execute(endless(mark), ada, signal);

  /** How the engine itself describes the state of the statement with this mark. */
  const state = async (mark: string): Promise<string> => {
    const query = (await underTest().presto.queries()).find(({ sql }) => sql.includes(`'${mark}'`));
    return query === undefined ? "unknown" : (query.error ?? query.state);
  };
  const running = async (mark: string): Promise<boolean> =>
    !["unknown", "FINISHED", "FAILED", "USER_CANCELED"].includes(await state(mark));

  it(verifies("presto.cancel", "Cancelling a query ends it in the engine's own list"), async () => {
    const execution = await start("by-call");
    const reading = allRows(execution);
    await until("the engine runs it", async () => (await state("by-call")) === "RUNNING");
    const failing = assert.rejects(reading, cancelled);
    await execution.cancel();
    await failing;
    assert.equal(await state("by-call"), "USER_CANCELED");
    await execution.cancel();
  });

  it(verifies("presto.cancel", "Cancelling ends a query without a reader"), async () => {
    const execution = await start("unread");
    assert.equal(await running("unread"), true);
    await execution.cancel();
    assert.equal(await state("unread"), "USER_CANCELED");
    await assert.rejects(allRows(execution), cancelled);
  });

  it(verifies("presto.cancel", "A query ends in the engine when the caller's signal aborts"), async () => {
    const abort = new AbortController();
    const failing = assert.rejects(allRows(await start("by-signal", abort.signal)), cancelled);
    abort.abort();
    await failing;
    await until("the engine has ended it", async () => (await state("by-signal")) === "USER_CANCELED");
  });

  it(verifies("presto.cap", "A query ends in the engine when its reader stops early"), async () => {
    const sql = "SELECT 'early', * FROM tpch.sf100.lineitem";
    const execution = await underTest().engine.execute(sql, ada, never());
    let rows = 0;
    for await (const batch of execution.batches()) {
      rows += batch.length;
      break;
    }
    assert.ok(rows > 0);
    assert.equal(await state("early"), "USER_CANCELED");
  });

  it(verifies("presto.cancel", "Cancelling leaves no open transaction in the engine"), async () => {
    await until("every transaction has ended", async () => (await underTest().openTransactions()) === 0);
  });

  it("The engine starts no query for a caller who has left", async () => {
    const reason = new Error("gone");
    await assert.rejects(start("gone", AbortSignal.abort(reason)), reason);
    assert.equal(await state("gone"), "unknown");
  });
});
