import assert from "node:assert/strict";
import { startForTest } from "@drawbridge/framework/testing";
import { prestoServer } from "@drawbridge/presto/server";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Client } from "@modelcontextprotocol/client";
import { makeSmallWarehouse, type SmallWarehouse } from "../../support/engines/small-warehouse.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, answer, failure, ines, Page } from "./running-presto.ts";

/** Objects that an operator may have created: ways to read finance.revenue whose names do not show it. */
const ways = [
  "CREATE VIEW ads.leak AS SELECT * FROM finance.revenue",
  'CREATE VIEW ads.leak2 ("AS", b) AS SELECT month, net_usd FROM ads.leak',
  "CREATE VIEW ads.leak3 AS WITH revenue AS (SELECT 1 AS one) SELECT one, (SELECT max(net_usd) FROM ads.leak2 AS x(m, net_usd)) AS m FROM revenue",
  "CREATE MACRO ads.peek(a) AS a, () AS (SELECT max(net_usd) FROM finance.revenue)",
  "CREATE MACRO ads.rows_of() AS TABLE SELECT * FROM finance.revenue",
  "CREATE VIEW ads.by_macro AS SELECT ads.peek() AS top",
  "CREATE VIEW ads.by_table_macro AS SELECT * FROM ads.rows_of()",
  "CREATE VIEW ads.by_text AS SELECT * FROM query('SELECT * FROM finance.revenue')",
  "CREATE VIEW ads.by_name AS SELECT * FROM query_table('finance.revenue')",
  "CREATE VIEW ads.by_catalogue AS SELECT * FROM duckdb_tables()",
  "CREATE VIEW ads.open AS SELECT status, count(*) AS n FROM ads.campaigns WHERE list_sum([1, 2]) = 3 GROUP BY ALL",
  "CREATE TABLE ads.holder (a INTEGER)",
  "CREATE MACRO finance.secret_margin(a) AS a * 0.37",
  "CREATE MACRO finance.secret_net() AS (SELECT max(net_usd) FROM finance.revenue)",
  "CREATE MACRO finance.secret_rows() AS TABLE SELECT 37 AS margin",
  "CREATE TYPE finance.secret_mood AS ENUM ('gloomy')",
  "CREATE SEQUENCE finance.secret_numbers",
  "CREATE VIEW ads.by_margin AS SELECT finance.secret_margin(1) AS margin",
  "CREATE VIEW ads.by_secret_rows AS SELECT * FROM finance.secret_rows()",
  "CREATE VIEW ads.by_mood AS SELECT enum_range(NULL::finance.secret_mood) AS moods",
  "CREATE MACRO ads.twice(a) AS a * 2",
  "CREATE TYPE ads.colour AS ENUM ('red')",
  "CREATE VIEW ads.by_colour AS SELECT ads.twice(2) AS four, CAST('red' AS ads.colour) AS colour",
  "CREATE VIEW ads.deep0 AS SELECT * FROM finance.revenue",
  ...Array.from({ length: 30 }, (_, n) => `CREATE VIEW ads.deep${n + 1} AS SELECT * FROM ads.deep${n}`),
];

describe("a schema that is closed to the caller", function () {
  this.timeout(60_000);
  let warehouse: SmallWarehouse;
  let close = async (): Promise<void> => {};
  let member: Client;
  let other: Client;
  before(async () => {
    warehouse = await makeSmallWarehouse();
    const instance = await DuckDBInstance.create(warehouse.file);
    const connection = await instance.connect();
    for (const sql of ways) await connection.run(sql);
    connection.closeSync();
    instance.closeSync();
    const kit = await startForTest(prestoServer, { settings: { DRAWBRIDGE_WAREHOUSE: warehouse.file } });
    close = () => kit.close();
    member = await kit.connect({ ...ada, era: "modern" });
    other = await kit.connect({ ...ines, era: "modern" });
  });
  after(async () => {
    await close();
    await warehouse.dispose();
  });

  const refused = async (tool: string, args: Record<string, unknown>) => {
    const { code, text } = await failure(other, tool, args);
    assert.equal(code, "not-allowed", `${JSON.stringify(args)}: ${text}`);
    assert.doesNotMatch(text, /revenue|invoices|net_usd|gross_usd|0\.37|gloomy/i, text);
  };

  for (const sql of [
    "SELECT max(net_usd), min(net_usd), count(*) FROM ads.leak",
    "SELECT * FROM ads.leak WHERE false",
    "SELECT * FROM ads.leak LIMIT 0",
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM ads.leak)",
    "SELECT max(b) FROM ads.leak2",
    "SELECT count(*) FROM warehouse.ads.LEAK3",
    'SELECT count(*) FROM "ads"."Leak3"',
    "SELECT c.name FROM ads.campaigns c LEFT JOIN ads.leak l ON false",
    "TABLE ads.leak",
    "EXPLAIN SELECT max(net_usd) FROM ads.leak",
    "EXPLAIN ANALYZE SELECT max(net_usd) FROM ads.leak",
    "SELECT ads.peek()",
    "SELECT peek()",
    "SELECT a FROM ads.holder ORDER BY ads.peek()",
    "SELECT top FROM ads.by_macro WHERE false",
    "SELECT count(*) FROM ads.by_table_macro",
    "SELECT count(*) FROM ads.by_text",
    "SELECT count(*) FROM ads.by_name",
    "SELECT count(*) FROM ads.by_catalogue",
    "SELECT count(*) FROM ads.deep30",
    "SELECT finance.secret_margin(1)",
    "SELECT warehouse.finance.SECRET_MARGIN(1)",
    'SELECT "Finance".secret_margin(a) FROM ads.holder WHERE false',
    "SELECT finance.not_there(1)",
    "SELECT finance.secret_net()",
    "SELECT margin FROM ads.by_secret_rows",
    "SELECT margin FROM ads.by_margin",
    "SELECT moods FROM ads.by_mood",
    "SELECT nextval('finance.secret_numbers')",
    "SELECT currval('finance.secret_numbers')",
    "DESCRIBE ads.leak",
    "SHOW COLUMNS FROM finance.invoices",
    "SHOW TABLES FROM finance",
    "SHOW TABLES FROM warehouse",
    "SHOW GRANTS",
    "SELECT count(*) FROM finance.not_there",
  ]) {
    it(verifies("presto.through-views", `A closed schema cannot be read through this statement: ${sql}`), async () => {
      await refused("query", { sql });
      const explainAll = await answer(other, "explain_query", { sql });
      assert.match(JSON.stringify(explainAll), /"valid":false.*may not.*"rows":"unknown","bytes":"unknown"/);
      assert.doesNotMatch(JSON.stringify(explainAll), /revenue|invoices|net_usd|gross_usd/i);
    });
  }

  for (const sql of [
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'finance'",
    "SELECT * FROM information_schema.columns",
    "SELECT estimated_size FROM duckdb_tables WHERE schema_name = 'finance'",
    "SELECT sql FROM duckdb_views",
    "SELECT relname FROM pg_catalog.pg_class",
    "SELECT attname FROM pg_attribute",
    "SELECT sql FROM sqlite_master",
    "SELECT pg_get_viewdef(1)",
    "SELECT count(*) FROM system.information_schema.tables",
  ]) {
    it(verifies("presto.restricted-metadata", `A closed schema is not listed by this statement: ${sql}`), async () => {
      await refused("query", { sql });
    });
  }

  it(
    verifies(
      "presto.restricted-metadata",
      "Tables of a closed schema are neither found nor described, and errors do not name them",
    ),
    async () => {
      const found = JSON.stringify(await answer(other, "find_tables", { pattern: "" }));
      assert.match(found, /warehouse\.ads\.events/);
      assert.doesNotMatch(found, /finance/);
      for (const name of ["finance.revenue", "warehouse.finance.invoices", 'FINANCE."Revenue"', "finance.not_there"])
        await refused("describe_table", { table: name });
      await refused("describe_table", { table: "ads.leak" });
      await refused("describe_table", { table: "information_schema.columns" });
      for (const sql of [
        "SELECT * FROM revenu",
        "SELECT * FROM ads.revenue",
        "SELECT * FROM invoice",
        "SELECT revenue.x",
      ]) {
        const { text } = await failure(other, "query", { sql });
        assert.doesNotMatch(text, /finance|invoices/, `${sql}: ${text}`);
      }
      for (const name of ["finance.revenue; SELECT 1", "SELECT 1", "", "ads.events JOIN finance.revenue"])
        assert.equal((await failure(other, "describe_table", { table: name })).code, "invalid-sql", name);
    },
  );

  it(
    verifies(
      "presto.restricted-metadata",
      "A macro or type of a closed schema gets the same error as a name that does not exist",
    ),
    async () => {
      for (const [there, nowhere] of [
        ["SELECT secret_margin(1)", "SELECT secret_margim(1)"],
        ["SELECT secret_net()", "SELECT secret_nit()"],
        ["SELECT status.secret_net() FROM ads.campaigns", "SELECT status.secret_nit() FROM ads.campaigns"],
        ["SELECT CAST('x' AS secret_mood)", "SELECT CAST('x' AS secret_moot)"],
        ["SELECT CAST('x' AS \"finance.secret_mood\")", "SELECT CAST('x' AS \"finance.secret_moot\")"],
      ] as const) {
        const answers = await Promise.all([there, nowhere].map((sql) => failure(other, "query", { sql })));
        const [of, none] = answers.map(({ code, text }) =>
          `${code} ${text}`.replaceAll(/secret_(margin|margim|net|nit|mood|moot)/g, "NAME"),
        );
        assert.equal(of, none);
        assert.match(String(of), /^invalid-sql .*does not exist/, there);
        assert.doesNotMatch(String(of), /Did you mean|finance\.(?!NAME)/, there);
      }
      for (const sql of ["CREATE TABLE ads.copy (a secret_moot)", "INSERT INTO ads.holder SELECT secret_margim(1)"])
        assert.doesNotMatch((await failure(other, "write_query", { sql })).text, /finance|secret_(mood|margin)/, sql);
      const { text } = await failure(other, "query", { sql: "SELECT nam FROM ads.campaigns" });
      assert.match(text, /Candidate bindings: "name"/);
    },
  );

  it(
    verifies(
      "presto.through-views",
      "A change cannot rename, comment on, create or analyse objects of a closed schema",
    ),
    async () => {
      for (const sql of [
        "COMMENT ON COLUMN finance.revenue.net_usd IS 'x'",
        "ALTER SCHEMA finance RENAME TO open",
        "ALTER SCHEMA ads RENAME TO finance",
        "ALTER TABLE ads.holder RENAME TO finance.holder",
        "CREATE SCHEMA finance",
        "DROP SCHEMA finance",
        "ANALYZE finance.revenue",
        "CREATE TABLE ads.copy AS SELECT * FROM ads.leak",
        "CREATE TABLE ads.copy AS SELECT * FROM ads.leak WHERE false",
        "CREATE VIEW ads.v AS SELECT * FROM ads.leak2",
        "CREATE VIEW ads.v AS SELECT ads.peek() AS top",
        "INSERT INTO ads.holder SELECT count(*) FROM ads.leak",
        "DELETE FROM ads.holder WHERE a = (SELECT max(net_usd) FROM ads.leak)",
        "UPDATE ads.holder SET a = ads.peek()",
        "INSERT INTO ads.holder SELECT finance.secret_margin(1)",
        "INSERT INTO ads.holder SELECT nextval('finance.secret_numbers')",
        "CREATE VIEW ads.v AS SELECT * FROM ads.by_mood",
        "DROP VIEW ads.leak",
        "CREATE TABLE ads.copy AS SELECT * FROM information_schema.columns",
      ])
        await refused("write_query", { sql });
    },
  );

  it(
    verifies("presto.through-views", "Through views and macros, closed schemas stay closed and open schemas stay open"),
    async () => {
      const open = Page.parse(await answer(other, "query", { sql: "SELECT status, n FROM ads.open ORDER BY 1" }));
      assert.equal(open.row_count, 3);
      assert.deepEqual(
        Page.parse(await answer(other, "query", { sql: "SELECT peek2 FROM (VALUES (1)) AS t(peek2)" })).rows,
        [[1]],
      );
      const coloured = Page.parse(await answer(other, "query", { sql: "SELECT four, colour FROM ads.by_colour" }));
      assert.deepEqual(coloured.rows, [[4, "red"]]);
      const own = await answer(member, "query", { sql: "SELECT finance.secret_margin(1), moods FROM ads.by_mood" });
      assert.deepEqual(Page.parse(own).rows, [["0.37", ["gloomy"]]]);
      const [[top] = []] = Page.parse(await answer(member, "query", { sql: "SELECT max(net_usd) FROM ads.leak" })).rows;
      assert.ok(Number(top) > 0);
      assert.match(JSON.stringify(await answer(member, "find_tables", { pattern: "revenue" })), /finance\.revenue/);
      Page.parse(await answer(member, "query", { sql: "SELECT count(*) FROM information_schema.tables" }));
    },
  );
});
