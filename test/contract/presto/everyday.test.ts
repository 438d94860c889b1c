/** Statements that people write every day, on the embedded engine. */
import assert from "node:assert/strict";
import type { Client } from "@modelcontextprotocol/client";
import { verifies } from "../../support/verifies.ts";
import { ada, answer, failure, Page, type RunningPresto, startPresto } from "./running-presto.ts";

describe("everyday statements on the embedded engine", function () {
  this.timeout(60_000);
  let presto: RunningPresto;
  let client: Client;
  before(async () => {
    presto = await startPresto();
    client = await presto.connect({ ...ada, era: "modern" });
  });
  after(() => presto.close());

  it(
    verifies("presto.restricted-metadata", "An error suggests no table, function or type of the engine's own"),
    async () => {
      for (const sql of [
        "SELECT made_at FROM fact_orders",
        "SELECT made_at FROM ads.fact_orders",
        "SELECT * FROM pg_attrde",
        "SELECT * FROM duckdb_table",
        "SELECT tablename FROM information_schema.tabels",
        "SELECT margn(1)",
        "SELECT CAST(1 AS moo)",
        "DESCRIBE fact_orders",
      ]) {
        const { text } = await failure(client, "query", { sql });
        assert.match(text, /does not exist/, sql);
        assert.doesNotMatch(text, /Did you mean|pg_att?rdef|pg_attribute|duckdb_tables|Candidate/, text);
      }
    },
  );

  for (const sql of [
    "SELECT n, a FROM (VALUES (ARRAY[2, 5])) AS x (n) CROSS JOIN UNNEST(n) AS t (a)",
    "SELECT * FROM UNNEST(ARRAY['a', 'b', 'c']) AS t (v)",
    "SELECT count(*) FROM ads.campaigns CROSS JOIN UNNEST(ARRAY[1, 2]) AS t (v)",
    "SELECT table_name FROM information_schema.tables",
    "SELECT c.column_name FROM information_schema.columns c JOIN information_schema.tables t ON c.table_name = t.table_name",
  ]) {
    it(verifies("presto.no-needless-approval", `The embedded engine asks no person for ${sql}`), async () => {
      assert.ok(Page.parse(await answer(client, "query", { sql })).rows.length > 0);
    });
  }

  it(verifies("presto.bounded-price", "A list that the text does not show still needs an approval"), async () => {
    for (const sql of [
      "SELECT a FROM (VALUES (ARRAY[1] || ARRAY[2])) AS x (n) CROSS JOIN UNNEST(n) AS t (a)",
      "SELECT a FROM (SELECT array_agg(device) AS n FROM ads.events) AS x CROSS JOIN UNNEST(n) AS t (a)",
      "SELECT a FROM (VALUES (repeat(ARRAY[1], 1000))) AS x (n) CROSS JOIN UNNEST(n) AS t (a)",
    ])
      assert.equal((await failure(client, "query", { sql })).code, "approvals-unavailable", sql);
  });

  it(verifies("presto.dialect", "A glob in a comment is refused in words that fit it"), async () => {
    const { text } = await failure(client, "query", { sql: "SELECT 1 /* s3://lake/clicks/*.parquet */" });
    assert.match(text, /a path with \/\*/);
    const unread = await failure(client, "query", { sql: "SELECT 1::bigint" });
    assert.equal(unread.code, "not-read-here");
    assert.match(unread.text, /not read here yet.*CAST\(x AS type\)/s);
  });

  it(
    verifies("presto.explain-change", "The embedded engine runs no EXPLAIN, and says what prices a statement"),
    async () => {
      for (const sql of ["EXPLAIN DELETE FROM ads.events", "EXPLAIN CREATE TABLE ads.x AS SELECT 1 AS a"]) {
        const { code, text } = await failure(client, "query", { sql });
        assert.equal(code, "not-a-read");
        assert.match(text, /explain_query/);
      }
    },
  );
});
