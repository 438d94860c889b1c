/**
 * SQL reads that the first judge must allow. A test in test/engines also runs them on the tpch catalog of Presto 0.287;
 * `onPresto: false` marks reads that only Trino supports, or that need something which the test engine does not have.
 */
import type { Read } from "../../../reference-servers/servers/presto/sql/verdict.ts";

export interface LabelledRead {
  readonly sql: string;
  readonly statement: Read["statement"];
  readonly tables: readonly string[];
  readonly onPresto?: false;
}

const nation = "tpch.tiny.nation";
const region = "tpch.tiny.region";
const orders = "tpch.tiny.orders";

export const reads: readonly LabelledRead[] = [
  // queries
  { sql: "SELECT 1", statement: "select", tables: [] },
  { sql: "select * from tpch.tiny.nation", statement: "select", tables: [nation] },
  { sql: 'SELECT "name" FROM TPCH."tiny".Nation', statement: "select", tables: [nation] },
  { sql: "SELECT * FROM tpch.tiny.nation;", statement: "select", tables: [nation] },
  { sql: "SELECT 1 ; -- the end", statement: "select", tables: [] },
  { sql: "SELECT 1; ; -- nothing\n;", statement: "select", tables: [] },
  { sql: "-- first\n/* then */ SELECT /* DROP TABLE x; */ 1", statement: "select", tables: [] },
  { sql: "(SELECT 1)", statement: "select", tables: [] },
  { sql: "((SELECT 1) UNION (SELECT 2)) ORDER BY 1 LIMIT 1", statement: "select", tables: [] },
  { sql: "VALUES 1, 2, 3", statement: "values", tables: [] },
  { sql: "VALUES (1, 'a'), (2, 'it''s; DROP TABLE x')", statement: "values", tables: [] },
  { sql: "TABLE tpch.tiny.region", statement: "table", tables: [region] },
  { sql: "SELECT 1 UNION ALL SELECT 2 UNION SELECT 3", statement: "select", tables: [] },
  { sql: "SELECT 1 INTERSECT SELECT 1", statement: "select", tables: [] },
  { sql: "SELECT 1 EXCEPT SELECT 2", statement: "select", tables: [] },
  // words of writing statements that are used as names or text
  { sql: "SELECT 1 AS comment, 2 AS call, 3 AS refresh, 4 AS reset, 5 AS copy", statement: "select", tables: [] },
  { sql: "SELECT 'INSERT INTO t VALUES (1)' AS \"DROP TABLE x\"", statement: "select", tables: [] },
  { sql: "SELECT replace('update', 'up', 'in')", statement: "select", tables: [] },
  // names that the statement defines are not tables
  {
    sql: "WITH n AS (SELECT * FROM tpch.tiny.nation) SELECT * FROM n",
    statement: "select",
    tables: [nation],
  },
  {
    sql: 'WITH nation AS (SELECT 1 AS one), two AS (SELECT * FROM Nation) SELECT * FROM two, "nation", tpch.tiny.nation',
    statement: "select",
    tables: [nation],
  },
  {
    sql: "SELECT * FROM (WITH r AS (SELECT * FROM tpch.tiny.region) SELECT name FROM r) x",
    statement: "select",
    tables: [region],
  },
  {
    sql: "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t",
    statement: "select",
    tables: [],
    onPresto: false,
  },
  // joins, subqueries, aggregates, windows
  {
    sql: "SELECT n.name, r.name FROM tpch.tiny.nation n JOIN tpch.tiny.region r ON n.regionkey = r.regionkey",
    statement: "select",
    tables: [nation, region],
  },
  { sql: "SELECT * FROM tpch.tiny.region a JOIN tpch.tiny.region b ON 1 = 1", statement: "select", tables: [region] },
  {
    sql: "SELECT * FROM tpch.tiny.nation n WHERE EXISTS (SELECT 1 FROM tpch.tiny.region r WHERE r.regionkey = n.regionkey)",
    statement: "select",
    tables: [nation, region],
  },
  {
    sql: "SELECT regionkey, count(*) FROM tpch.tiny.nation GROUP BY GROUPING SETS ((regionkey), ()) HAVING count(*) > 1",
    statement: "select",
    tables: [nation],
  },
  {
    sql: "SELECT name, row_number() OVER (PARTITION BY regionkey ORDER BY name) FROM tpch.tiny.nation",
    statement: "select",
    tables: [nation],
  },
  {
    sql: "SELECT count(*) FILTER (WHERE totalprice > 1000), approx_percentile(totalprice, 0.5) FROM tpch.tiny.orders",
    statement: "select",
    tables: [orders],
  },
  {
    sql: "SELECT k, v FROM UNNEST(ARRAY['a', 'b'], ARRAY[1, 2]) WITH ORDINALITY AS t (k, v, i)",
    statement: "select",
    tables: [],
  },
  {
    sql: "SELECT transform(ARRAY[1, 2], x -> x + 1), CAST(ROW(1, 'a') AS ROW(n bigint, s varchar)), MAP(ARRAY[1], ARRAY[2])[1]",
    statement: "select",
    tables: [],
  },
  {
    sql: "SELECT date_trunc('month', orderdate) + INTERVAL '1' MONTH FROM tpch.tiny.orders LIMIT 3",
    statement: "select",
    tables: [orders],
  },
  { sql: "SELECT * FROM tpch.tiny.orders TABLESAMPLE BERNOULLI (10)", statement: "select", tables: [orders] },
  {
    sql: "SELECT U&'caf\\00E9', X'00FF', TIMESTAMP '2026-01-01 00:00:00' AT TIME ZONE 'UTC'",
    statement: "select",
    tables: [],
  },
  {
    sql: "SELECT * FROM tpch.tiny.nation FOR VERSION AS OF 1",
    statement: "select",
    tables: [nation],
    onPresto: false,
  },
  {
    sql: "SELECT json_value('{\"a\": 1}', 'lax $.a'), listagg(name, ',') WITHIN GROUP (ORDER BY name) FROM tpch.tiny.nation",
    statement: "select",
    tables: [nation],
    onPresto: false,
  },
  {
    sql: "SELECT * FROM tpch.tiny.orders MATCH_RECOGNIZE (ORDER BY orderkey MEASURES A.orderkey AS k PATTERN (A B+) DEFINE B AS B.totalprice > 1)",
    statement: "select",
    tables: [orders],
    onPresto: false,
  },
  // SHOW and DESCRIBE
  { sql: "SHOW CATALOGS", statement: "show", tables: [] },
  { sql: "SHOW SCHEMAS FROM tpch LIKE 't%'", statement: "show", tables: [] },
  { sql: "SHOW TABLES FROM tpch.tiny", statement: "show", tables: [] },
  { sql: "SHOW COLUMNS FROM tpch.tiny.nation", statement: "show", tables: [nation] },
  { sql: "SHOW CREATE TABLE tpch.tiny.nation", statement: "show", tables: [nation] },
  { sql: "SHOW STATS FOR tpch.tiny.nation", statement: "show", tables: [nation] },
  { sql: "SHOW STATS FOR (SELECT name FROM tpch.tiny.nation)", statement: "show", tables: [nation] },
  { sql: "SHOW FUNCTIONS", statement: "show", tables: [] },
  { sql: "SHOW SESSION", statement: "show", tables: [] },
  { sql: "SHOW ROLE GRANTS FROM tpch", statement: "show", tables: [], onPresto: false },
  { sql: "SHOW CREATE MATERIALIZED VIEW a.b.c", statement: "show", tables: ["a.b.c"], onPresto: false },
  { sql: "DESCRIBE tpch.tiny.nation", statement: "describe", tables: [nation] },
  { sql: "DESC tpch.tiny.nation", statement: "describe", tables: [nation] },
  // EXPLAIN
  { sql: "EXPLAIN SELECT * FROM tpch.tiny.nation", statement: "explain", tables: [nation] },
  { sql: "EXPLAIN (TYPE VALIDATE) SELECT 1", statement: "explain", tables: [] },
  { sql: "EXPLAIN (TYPE IO, FORMAT JSON) SELECT * FROM tpch.tiny.nation", statement: "explain", tables: [nation] },
  { sql: "EXPLAIN (TYPE DISTRIBUTED) TABLE tpch.tiny.region", statement: "explain", tables: [region] },
  {
    sql: "EXPLAIN CREATE TABLE memory.default.t AS SELECT * FROM tpch.tiny.nation",
    statement: "explain",
    tables: [nation],
  },
  { sql: "EXPLAIN (TYPE VALIDATE) CREATE SCHEMA memory.s", statement: "explain", tables: [] },
  { sql: "EXPLAIN SHOW CATALOGS", statement: "explain", tables: [] },
  { sql: "EXPLAIN ANALYZE SELECT count(*) FROM tpch.tiny.nation", statement: "explain", tables: [nation] },
  { sql: "EXPLAIN ANALYZE VERBOSE SELECT 1", statement: "explain", tables: [] },
];
