/** Statements that people of this engine write every day, through the tools of the server. */
import assert from "node:assert/strict";
import { startForTest } from "@drawbridge/framework/testing";
import { prestoServer } from "@drawbridge/presto/server";
import type { Client } from "@modelcontextprotocol/client";
import { toolAnswer } from "../../support/servers/gated-server.ts";
import { verifies } from "../../support/verifies.ts";
import { usePresto } from "./presto-client.ts";

describe("everyday statements on a real Presto", function () {
  this.timeout(120_000);
  const underTest = usePresto();
  let client: Client;
  let close = async (): Promise<void> => {};
  before(async () => {
    const kit = await startForTest(prestoServer, { settings: { PRESTO_URL: underTest().presto.url } });
    close = () => kit.close();
    client = await kit.connect({ user: "ada", groups: ["infra"], era: "modern" });
  });
  after(() => close());
  const query = (sql: string) => toolAnswer(client, "query", { sql });

  for (const sql of [
    "SELECT trim, listagg, current_schema, json_value FROM (VALUES (1, 2, 3, 4, 0)) AS m (trim, listagg, current_schema, json_value, skip) WHERE skip = 0",
    "WITH json_table AS (SELECT 1 AS json_array) SELECT json_array FROM json_table",
    "SELECT trim(name), system_version FROM (SELECT name, 1 AS system_version FROM tpch.tiny.nation)",
    "/* nightly check, source s3://lake/clicks/*.parquet, owner ads-eng */ SELECT count(*) FROM tpch.tiny.nation -- ask first; INSERT is done by the loader",
    "select 1; ;",
    "EXPLAIN VERBOSE SELECT * FROM tpch.tiny.nation",
    "EXPLAIN ANALYZE (TYPE DISTRIBUTED) SELECT count(*) FROM tpch.tiny.nation",
  ]) {
    it(verifies("presto.dialect", `Presto takes this and the server runs it: ${sql}`), async () => {
      const { isError, text } = await query(sql);
      assert.equal(isError, false, text);
    });
  }

  for (const sql of [
    "SELECT n, a FROM (VALUES (ARRAY[2, 5])) AS x (n) CROSS JOIN UNNEST(n) AS t (a)",
    "SELECT * FROM UNNEST(sequence(1, 10)) AS t (n)",
    "SELECT key, count(*) FROM tpch.sf1.nation CROSS JOIN UNNEST(ARRAY['a', 'b'], ARRAY[name, comment]) AS t (key, v) GROUP BY 1",
    "SELECT d FROM UNNEST(sequence(DATE '2026-01-01', DATE '2026-01-31')) AS t (d)",
    "SELECT table_name FROM tpch.information_schema.tables WHERE table_schema = 'tiny'",
    "SELECT t.table_name, c.column_name FROM tpch.information_schema.tables t JOIN tpch.information_schema.columns c ON t.table_name = c.table_name AND t.table_schema = c.table_schema WHERE t.table_schema = 'tiny'",
    "SELECT node_id FROM system.runtime.nodes",
    "SELECT catalog_name FROM system.metadata.catalogs",
  ]) {
    it(verifies("presto.no-needless-approval", `No person is asked for this: ${sql}`), async () => {
      const { isError, text } = await query(sql);
      assert.equal(isError, false, text);
    });
  }

  it(
    verifies("shares.bounded", "After eight queries that failed while they ran, the next query runs at once"),
    async () => {
      for (let failed = 0; failed < 8; failed += 1) {
        const { isError, text } = await query("SELECT CAST(name AS integer) FROM tpch.tiny.nation");
        assert.ok(isError && /Cannot cast/.test(text), text);
      }
      const { text } = await query("SELECT 1 AS one");
      assert.match(text, /"status":"finished"/);
    },
  );

  it(verifies("presto.budget", "A list whose length the text does not show still needs an approval"), async () => {
    for (const sql of [
      "SELECT * FROM UNNEST(repeat(1, 100)) AS t (n)",
      "SELECT count(*) FROM tpch.tiny.nation CROSS JOIN UNNEST(split(comment, ' ')) AS t (word)",
    ])
      assert.equal((await query(sql)).code, "approvals-unavailable", sql);
  });

  for (const [sql, reason] of [
    [
      "WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 50) SELECT sum(n) FROM t",
      /Recursive WITH queries are not supported/,
    ],
    ["SELECT * FROM tpch.tiny.nation FOR SYSTEM_VERSION AS OF 8772871542276440693", /version/i],
    ["SELECT count(*) FROM tpch.tiny.nation GROUP BY AUTO", /'auto' cannot be resolved/i],
    ["SELECT `name` FROM tpch.tiny.nation", /backquoted identifiers are not supported/],
    ["SELECT CAST('ada@example.com' AS integer)", /Cannot cast '…' to INT/],
    ["SELECT sum(name) FROM tpch.tiny.nation WHERE name = 'm4rker'", /Unexpected parameters/],
    ["SELECT 1 / (nationkey - nationkey) FROM tpch.tiny.nation", /zero/i],
  ] as const) {
    it(verifies("presto.reason", `The engine's reason comes through for ${sql}`), async () => {
      const { isError, text } = await query(sql);
      assert.equal(isError, true, text);
      assert.match(text, reason);
      assert.doesNotMatch(text, /ada@|example|m4rker|877287/);
    });
  }

  it(verifies("presto.explain-change", "A plain EXPLAIN of a change runs and changes nothing"), async () => {
    for (const sql of [
      "EXPLAIN CREATE TABLE memory.default.sneaked AS SELECT * FROM tpch.tiny.nation",
      "EXPLAIN (TYPE VALIDATE) CREATE TABLE memory.default.sneaked AS SELECT 1 AS a",
      "EXPLAIN (TYPE IO, FORMAT JSON) CREATE TABLE memory.default.sneaked AS SELECT 1 AS a",
      "EXPLAIN (TYPE DISTRIBUTED) CREATE TABLE memory.default.sneaked AS SELECT 1 AS a",
      "EXPLAIN VERBOSE CREATE TABLE memory.default.sneaked AS SELECT 1 AS a",
      "EXPLAIN CREATE TABLE memory.default.sneaked (a bigint)",
      "EXPLAIN CREATE SCHEMA memory.sneaked",
      "EXPLAIN CREATE VIEW memory.default.sneaked AS SELECT 1 AS a",
      "EXPLAIN DROP SCHEMA memory.default",
    ]) {
      const { isError, text } = await query(sql);
      assert.equal(isError, false, `${sql}: ${text}`);
    }
    assert.deepEqual(await underTest().rows("SHOW TABLES FROM memory.default LIKE 'sneaked'"), []);
    assert.deepEqual(await underTest().rows("SHOW SCHEMAS FROM memory"), [["default"], ["information_schema"]]);
  });
});
