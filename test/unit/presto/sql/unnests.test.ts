import assert from "node:assert/strict";
import { type Judge, startJudge } from "../../../../reference-servers/servers/presto/sql/judge.ts";
import { verifies } from "../../../support/verifies.ts";

describe("the lengths of lists in an UNNEST", () => {
  let judge: Judge;
  before(async () => {
    judge = await startJudge("presto");
  });
  after(() => judge.close());
  const unnests = async (sql: string) => {
    const verdict = await judge.read(sql);
    assert.ok(verdict.kind === "read", JSON.stringify(verdict));
    return verdict.unnests === null ? null : [verdict.unnests.count, verdict.unnests.maxElements];
  };

  for (const [sql, lengths] of [
    ["SELECT n, a FROM (VALUES (ARRAY[2, 5])) AS x (n) CROSS JOIN UNNEST(n) AS t (a)", [1, 2]],
    ["SELECT * FROM UNNEST(ARRAY[1, 2, 3]) WITH ORDINALITY AS t (a, i)", [1, 3]],
    ["SELECT k, v FROM orders CROSS JOIN UNNEST(ARRAY['a', 'b'], ARRAY[a, b]) AS t (k, v)", [1, 2]],
    ["SELECT * FROM UNNEST(sequence(1, 10000)) t (n)", [1, 10_000]],
    ["SELECT * FROM UNNEST(sequence(10, -10, -5)) t (n)", [1, 5]],
    ["SELECT d FROM UNNEST(sequence(DATE '2026-01-01', DATE '2026-12-31', INTERVAL '1' DAY)) t (d)", [1, 365]],
    ["SELECT * FROM UNNEST(MAP(ARRAY['a'], ARRAY[1])), UNNEST((CAST(ARRAY[1, 2] AS array(bigint))))", [2, 2]],
    ["SELECT * FROM (VALUES CAST(JSON '[1, 2]' AS array(int))) t (a) CROSS JOIN UNNEST(a)", [1, 8]],
    [
      "SELECT count(*) FROM (SELECT ARRAY[ARRAY[1], ARRAY[2]] AS a) CROSS JOIN UNNEST(a) t (b) CROSS JOIN UNNEST(b)",
      [2, 2],
    ],
  ] as const) {
    it(verifies("presto.no-needless-approval", `The text shows the length of its lists: ${sql}`), async () =>
      assert.deepEqual(await unnests(sql), lengths),
    );
  }

  for (const sql of [
    "SELECT * FROM orders CROSS JOIN UNNEST(items)",
    "SELECT * FROM UNNEST(sequence(1, (SELECT max(a) FROM b)))",
    "SELECT * FROM (VALUES 5000000) t (n) CROSS JOIN UNNEST(sequence(1, n))",
    "SELECT * FROM UNNEST(repeat(1, 1000000))",
    "SELECT * FROM UNNEST(ARRAY[1, 2] || ARRAY[3])",
    "SELECT * FROM (SELECT array_agg(a) AS x FROM (VALUES 1, 2) t (a)) CROSS JOIN UNNEST(x)",
    "SELECT * FROM (VALUES ARRAY[1]) t (a) CROSS JOIN UNNEST(concat(a, a))",
    "SELECT * FROM (VALUES ARRAY[1]) t (a) CROSS JOIN UNNEST(my.sequence(1, 2))",
    "SELECT * FROM UNNEST(ARRAY[1]), UNNEST(combinations(ARRAY[1, 2, 3], 2))",
    "SELECT 1",
  ]) {
    it(verifies("presto.bounded-price", `The text does not show the length of its lists: ${sql}`), async () =>
      assert.equal(await unnests(sql), null),
    );
  }
});
