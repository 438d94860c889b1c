import assert from "node:assert/strict";
import type { Client } from "@modelcontextprotocol/client";
import { z } from "zod";
import { smallWarehouseEvents } from "../../support/engines/small-warehouse.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, answer, failure, Page, type RunningPresto, startPresto } from "./running-presto.ts";

/** Few rows that take minutes of work: the price is correct, but too low for the work. */
const slowRows = (characters: number): string =>
  `SELECT sum(levenshtein(repeat('a', ${characters}) || device, repeat('b', ${characters}) || device)) FROM ads.events`;

describe("a run that passes ten times its price", function () {
  this.timeout(120_000);
  let presto: RunningPresto;
  let client: Client;
  before(async () => {
    presto = await startPresto({ PRESTO_WAIT_SECONDS: "1" });
    client = await presto.connect(ada);
  });
  after(() => presto.close());

  /** The failure of a query that runs on after its first answer, once `query_result` reports it. */
  async function failureOf(sql: string) {
    const { query_id, status } = Page.parse(await answer(client, "query", { sql }));
    assert.equal(status, "running");
    for (;;) {
      const result = await client.callTool({ name: "query_result", arguments: { query_id } });
      if (result.isError === true) return failure(client, "query_result", { query_id });
      assert.equal(Page.parse(result.structuredContent).status, "running");
    }
  }

  it(
    verifies(
      "presto.price-stop",
      "A query that passes ten times its price is stopped, and query_result says how far it came",
    ),
    async () => {
      const sql = slowRows(1_500);
      const priced = z.object({ rows: z.number() }).parse(await answer(client, "explain_query", { sql }));
      assert.equal(priced.rows, smallWarehouseEvents);
      const { code, text } = await failureOf(sql);
      assert.equal(code, "over-price");
      assert.match(text, /passed ten times its price: it used [\d.]+ s of processor time/);
      assert.match(text, /Narrow it: .*LIMIT does not help .*explain_query/);
      assert.doesNotMatch(text, /levenshtein|repeat|1500/);
    },
  );

  it(
    verifies(
      "presto.price-stop",
      "A query over ten times its price is also stopped in a call that cannot be interrupted, and other queries continue",
    ),
    async () => {
      const { code } = await failureOf(slowRows(9_000));
      assert.equal(code, "over-price");
      assert.deepEqual(Page.parse(await answer(client, "query", { sql: "SELECT 1" })).rows, [[1]]);
    },
  );
});
