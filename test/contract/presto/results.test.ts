import assert from "node:assert/strict";
import type { Client } from "@modelcontextprotocol/client";
import { z } from "zod";
import { createDuckDbEngine } from "../../../reference-servers/servers/presto/engines/duckdb/engine.ts";
import type { Row } from "../../../reference-servers/servers/presto/engines/engine.ts";
import { passTime } from "../../support/clocks/real-time.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, answer, endless, eras, failure, ines, Page, type RunningPresto, startPresto } from "./running-presto.ts";

const waitSeconds = 0.3;

const page = async (client: Client, name: string, args: Record<string, unknown>) =>
  Page.parse(await answer(client, name, args));

/** The first page of a statement that ends, even if that takes long on this machine. */
async function whenDone(client: Client, sql: string) {
  let answered = await page(client, "query", { sql });
  const { query_id } = answered;
  while (answered.status === "running") answered = await page(client, "query_result", { query_id });
  return answered;
}

describe("results of the Presto server", function () {
  this.timeout(30_000);
  let presto: RunningPresto;
  before(async () => {
    presto = await startPresto({
      PRESTO_MAX_ROWS: "300",
      PRESTO_BUDGET_ROWS: "1e15",
      PRESTO_WAIT_SECONDS: String(waitSeconds),
    });
  });
  after(() => presto.close());

  for (const era of eras) {
    describe(`in the ${era} era`, () => {
      let client: Client;
      before(async () => {
        client = await presto.connect({ ...ada, era });
      });

      it(verifies("presto.pages", "A result too long for one answer is returned completely in pages"), async () => {
        const sql = "SELECT * FROM ads.events ORDER BY event_id LIMIT 300";
        const first = await whenDone(client, sql);
        assert.ok(first.truncated !== undefined && first.query_id !== undefined);
        assert.match(
          first.truncated.next,
          new RegExp(`query_result.*${first.query_id}.*offset ${first.rows.length}\\.`),
        );
        const rows = [...first.rows];
        for (let more = first; more.truncated !== undefined; ) {
          more = await page(client, "query_result", { query_id: first.query_id, offset: rows.length });
          assert.equal(more.offset, rows.length);
          assert.equal(more.row_count, 300);
          rows.push(...more.rows);
        }
        assert.deepEqual(rows, await allRows(presto.warehouse, sql));
      });

      it(verifies("presto.cap", "A result beyond the limit is cut, and every page says so"), async () => {
        const first = await whenDone(client, "SELECT event_id FROM ads.events");
        assert.equal(first.row_count, 300);
        assert.match(`${first.truncated?.reason} ${first.truncated?.next}`, /limit of 300 rows/);
        const paged = await whenDone(client, "SELECT * FROM ads.events");
        assert.match(paged.truncated?.next ?? "", /query_result.*limit of 300 rows/);
        const whole = await whenDone(client, "SELECT event_id FROM ads.events LIMIT 300");
        assert.equal(whole.row_count, 300);
        assert.equal(whole.truncated, undefined);
      });

      it(
        verifies("presto.handle", "A slow query is answered with a query_id to wait for or to cancel it"),
        async () => {
          const started = performance.now();
          const running = await page(client, "query", { sql: endless });
          assert.ok(performance.now() - started >= waitSeconds * 900);
          assert.equal(running.status, "running");
          assert.ok(running.query_id !== undefined);
          const { query_id } = running;
          assert.equal((await page(client, "query_result", { query_id })).status, "running");
          assert.deepEqual(await answer(client, "cancel_query", { query_id }), { cancelled: true });
          assert.equal((await failure(client, "query_result", { query_id })).code, "unknown-query");
        },
      );

      it(verifies("presto.handle", "The result of a slow query can be fetched when it is done"), async () => {
        const sql = "SELECT count(*) FROM ads.events a, ads.events b WHERE a.revenue_usd + b.revenue_usd > 30";
        assert.deepEqual((await whenDone(client, sql)).rows, await allRows(presto.warehouse, sql));
      });

      it(verifies("presto.ownership", "A user can neither read nor cancel the query of another user"), async () => {
        const other = await presto.connect({ ...ines, era });
        const { query_id } = await page(client, "query", { sql: endless });
        for (const tool of ["query_result", "cancel_query"]) {
          const theirs = await failure(other, tool, { query_id });
          const never = await failure(other, tool, { query_id: "q_0000000000000000" });
          assert.deepEqual(theirs, never);
          assert.equal(theirs.code, "unknown-query");
        }
        assert.deepEqual(await answer(client, "cancel_query", { query_id }), { cancelled: true });
      });

      it(verifies("presto.cancel", "If the client cancels a call, its query is cancelled in the engine"), async () => {
        // Two of these use every slot of the engine, so a third statement would wait forever if they continued.
        const abort = new AbortController();
        const calls = [0, 1].map(() =>
          client.callTool({ name: "query", arguments: { sql: endless } }, { signal: abort.signal }),
        );
        const rejected = Promise.all(calls.map((call) => assert.rejects(call)));
        await passTime(100, "the engine runs the statements, which no other call can see");
        abort.abort();
        await rejected;
        const next = await whenDone(client, "SELECT count(*) AS n FROM ads.campaigns");
        assert.deepEqual(next.rows, [[1200]]);
      });
    });
  }

  it("A running query reports progress every second while its client waits", async () => {
    const patient = await startPresto({ PRESTO_BUDGET_ROWS: "1e15", PRESTO_WAIT_SECONDS: "2.8" });
    try {
      for (const era of eras) {
        const client = await patient.connect({ ...ada, era });
        const progressReports: number[] = [];
        const call = await client.callTool(
          { name: "query", arguments: { sql: endless } },
          { onprogress: ({ progress }) => progressReports.push(progress) },
        );
        await answer(client, "cancel_query", { query_id: Page.parse(call.structuredContent).query_id });
        assert.deepEqual(progressReports, [1, 2], era);
      }
    } finally {
      await patient.close();
    }
  });

  it(verifies("presto.bounded", "The number of queries of one user at the same time is limited"), async () => {
    const client = await presto.connect(ada);
    const ids = z
      .array(z.string())
      .parse(
        (await Promise.all([0, 1, 2].map(() => page(client, "query", { sql: endless })))).map(
          (query) => query.query_id,
        ),
      );
    const fourth = await failure(client, "query", { sql: "SELECT 1" });
    assert.equal(fourth.code, "too-many-queries");
    assert.match(fourth.text, /cancel_query/);
    for (const query_id of ids) await answer(client, "cancel_query", { query_id });
    assert.deepEqual((await whenDone(client, "SELECT 1")).rows, [[1]]);
  });

  it(verifies("presto.drain", "Running queries are cancelled when the server closes"), async () => {
    const closing = await startPresto({ PRESTO_BUDGET_ROWS: "1e15", PRESTO_WAIT_SECONDS: "0.1" });
    const client = await closing.connect(ada);
    assert.equal((await page(client, "query", { sql: endless })).status, "running");
    await closing.close();
  });
});

async function allRows(warehouse: string, sql: string): Promise<Row[]> {
  const engine = await createDuckDbEngine({ file: warehouse });
  try {
    const execution = await engine.execute(sql, { user: "test", agent: null }, new AbortController().signal);
    const rows: Row[] = [];
    for await (const batch of execution.batches()) rows.push(...batch);
    return rows;
  } finally {
    await engine.close();
  }
}
