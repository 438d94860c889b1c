import assert from "node:assert/strict";
import { SqlError } from "@drawbridge/presto/errors";
import { verifies } from "../../support/verifies.ts";
import { ada, allRows, never, usePresto } from "./presto-client.ts";

/** Dates that depend on each other: a thousand rows, of which the optimizer expects only a few. */
const lateItems = `(SELECT * FROM lineitem WHERE shipdate > DATE '1998-05-01' AND receiptdate > DATE '1998-05-01'
  AND commitdate > DATE '1998-05-01')`;
/** A join by a plain column that has only one value: 1e12 rows. */
const skewed = `SELECT count(*) FROM ${lateItems} a JOIN ${lateItems} b ON a.linestatus = b.linestatus
  JOIN ${lateItems} c ON b.linestatus = c.linestatus JOIN ${lateItems} d ON c.linestatus = d.linestatus`;
const slow =
  "SELECT sum(levenshtein_distance(rpad(comment, 990, 'x'), rpad(comment, 990, 'y'))) FROM tpch.tiny.lineitem";

describe("a run on a real Presto that passes ten times its price", function () {
  this.timeout(180_000);
  const testEngine = usePresto("tpch", "tiny");

  for (const [title, sql] of [
    ["a join on skewed keys", skewed],
    ["a slow function on every row", slow],
  ] as const) {
    it(
      verifies(
        "presto.price-stop",
        `A run that passes ten times its price by ${title} is stopped in the engine, and the error says so`,
      ),
      async () => {
        const { engine, presto } = testEngine();
        const price = await engine.estimate(sql, ada, never());
        assert.ok(typeof price.rows === "number" && price.rows <= 200_000, `${price.rows}`);
        await assert.rejects(
          async () => allRows(await engine.execute(sql, ada, never(), price)),
          (error) =>
            error instanceof SqlError &&
            error.code === "over-price" &&
            /passed ten times its price: it used [\d.]+ s of processor time/.test(error.message),
        );
        const [seen] = (await presto.queries()).filter((query) => query.sql === sql);
        assert.deepEqual([seen?.state, seen?.error], ["FAILED", "USER_CANCELED"]);
      },
    );
  }

  it(verifies("presto.price-stop", "A run within its price is not stopped"), async () => {
    const { engine } = testEngine();
    const sql = "SELECT count(*) FROM lineitem";
    const price = await engine.estimate(sql, ada, never());
    assert.deepEqual(await allRows(await engine.execute(sql, ada, never(), price)), [[60_175]]);
  });
});
