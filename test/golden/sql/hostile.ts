/**
 * SQL texts that the first judge must refuse, because they are not exactly one safe read. Each has the expected code, so
 * that a refusal for another reason (a syntax error in a statement that should be well-formed) fails the test.
 */
import type { RefusalCode } from "../../../reference-servers/servers/presto/sql/verdict.ts";

export interface LabelledRefusal {
  readonly sql: string;
  readonly code: RefusalCode;
  /** A name for the test title if the text is too long or cannot be printed. */
  readonly label?: string;
  /** Presto and Trino end a comment at the first end, so for them the text is one read. */
  readonly onlyDuckDb?: true;
}

/** A nesting within the limit of depth. No two of its parts are alike, so that the parser's cache does not help. */
export function everOtherNesting(parts: number): string {
  const shapes = [
    ["(SELECT a.b.c, ", ")"],
    ["NOT (", ")"],
    ["f(x -> ", ")"],
    ["CASE WHEN ", " THEN 1 END"],
    ["ARRAY[", "]"],
    ["CAST(", " AS int)"],
  ] as const;
  const part = (number: number): string => {
    let text = "1";
    for (
      let level = 0, digits = number * 7_919 + 1;
      level < 24;
      level += 1, digits = (digits * 48_271) % 2_147_483_647
    ) {
      const [open, close] = shapes[digits % shapes.length] ?? shapes[0];
      text = `${open}${text}${close}`;
    }
    return text;
  };
  return `SELECT ${Array.from({ length: parts }, (_, number) => part(number)).join(", ")}`;
}

const refusals = (code: RefusalCode, ...statements: readonly string[]): readonly LabelledRefusal[] =>
  statements.map((sql) => ({ sql, code }));

export const hostile: readonly LabelledRefusal[] = [
  // data
  ...refusals(
    "not-a-read",
    "INSERT INTO memory.default.t SELECT 1",
    "INSERT INTO memory.default.t WITH a AS (SELECT 1) SELECT * FROM a",
    "UPDATE memory.default.t SET a = 1 WHERE b = 2",
    "DELETE FROM memory.default.t",
    "MERGE INTO memory.default.t USING (SELECT 1 AS a) s ON t.a = s.a WHEN MATCHED THEN DELETE",
    "TRUNCATE TABLE memory.default.t",
    "CALL system.runtime.kill_query(query_id => 'x', message => 'y')",
    "ALTER TABLE memory.default.t EXECUTE optimize",
    "REFRESH MATERIALIZED VIEW memory.default.v",
    "ANALYZE memory.default.t",
  ),
  // definitions
  ...refusals(
    "not-a-read",
    "CREATE TABLE memory.default.t (a bigint)",
    "CREATE TABLE memory.default.t AS SELECT 1 AS a",
    "CREATE OR REPLACE TABLE memory.default.t AS SELECT 1 AS a",
    "CREATE TABLE memory.default.t AS (WITH a AS (SELECT 1 AS one) SELECT * FROM a) WITH NO DATA",
    "CREATE VIEW memory.default.v AS SELECT 1 AS a",
    "CREATE MATERIALIZED VIEW memory.default.v AS SELECT 1 AS a",
    "CREATE SCHEMA memory.s",
    "CREATE CATALOG c USING memory",
    "CREATE FUNCTION f(x bigint) RETURNS bigint RETURN x + 1",
    "DROP TABLE IF EXISTS memory.default.t",
    "DROP VIEW memory.default.v",
    "DROP SCHEMA memory.s CASCADE",
    "DROP FUNCTION f(bigint)",
    "ALTER TABLE memory.default.t RENAME TO u",
    "ALTER TABLE memory.default.t DROP COLUMN a",
    "ALTER VIEW memory.default.v SET AUTHORIZATION finn",
    "COMMENT ON TABLE memory.default.t IS 'x'",
    "COMMENT ON COLUMN memory.default.t.a IS NULL",
  ),
  // permissions
  ...refusals(
    "not-a-read",
    "GRANT SELECT ON memory.default.t TO USER finn",
    "GRANT admin TO finn",
    "REVOKE SELECT ON memory.default.t FROM finn",
    "DENY DELETE ON memory.default.t TO USER finn",
    "CREATE ROLE r",
    "DROP ROLE r",
  ),
  // sessions, transactions, and statements kept elsewhere
  ...refusals(
    "session-statement",
    "USE memory.default",
    "SET SESSION query_max_run_time = '1000d'",
    "RESET SESSION query_max_run_time",
    "SET SESSION AUTHORIZATION ines",
    "SET ROLE admin IN memory",
    "SET PATH memory.default",
    "SET TIME ZONE 'UTC'",
    "START TRANSACTION",
    "START TRANSACTION READ ONLY",
    "COMMIT",
    "ROLLBACK WORK",
    "PREPARE p FROM DELETE FROM memory.default.t",
    "EXECUTE p USING 1",
    "EXECUTE IMMEDIATE 'DELETE FROM memory.default.t'",
    "DEALLOCATE PREPARE p",
    "DESCRIBE INPUT p",
  ),
  // behind an EXPLAIN
  ...refusals(
    "not-a-read",
    "EXPLAIN ANALYZE INSERT INTO memory.default.t SELECT 1",
    "EXPLAIN ANALYZE VERBOSE DELETE FROM memory.default.t",
    "EXPLAIN ANALYZE CREATE TABLE memory.default.t AS SELECT 1 AS a",
    "EXPLAIN (TYPE VALIDATE) EXPLAIN ANALYZE VERBOSE DELETE FROM memory.default.t",
    "EXPLAIN ANALYZE EXPLAIN INSERT INTO memory.default.t SELECT 1",
    "EXPLAIN EXPLAIN ANALYZE EXPLAIN DROP TABLE memory.default.t",
    "EXPLAIN CALL system.runtime.kill_query('x')",
    "EXPLAIN ALTER TABLE memory.default.t EXECUTE optimize",
    "EXPLAIN GRANT SELECT ON memory.default.t TO USER finn",
    "EXPLAIN (TYPE IO) CREATE ROLE r",
    "EXPLAIN CREATE FUNCTION f(x bigint) RETURNS bigint RETURN x + 1",
    "EXPLAIN DROP CATALOG c",
    "EXPLAIN ALTER VIEW memory.default.v SET AUTHORIZATION finn",
    "EXPLAIN EXPLAIN ANALYZE INSERT INTO memory.default.t SELECT 1",
    "explain/**/analyze\n--\n insert into memory.default.t select 1",
  ),
  ...refusals("session-statement", "EXPLAIN ANALYZE EXECUTE p", "EXPLAIN EXECUTE IMMEDIATE 'DELETE FROM t'"),
  // verbs hidden by comments or spaces
  ...refusals(
    "not-a-read",
    "/* SELECT */ DROP TABLE memory.default.t",
    "-- SELECT 1\nDROP TABLE memory.default.t",
    "dRoP\r\n\ttAbLe memory.default.t",
    "/**/INSERT/**/INTO/**/memory.default.t/**/SELECT/**/1",
  ),
  // several statements
  ...refusals(
    "several-statements",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE memory.default.t",
    "SELECT 1 /* ; */; -- ;\n DROP TABLE memory.default.t",
    "SELECT 1;SHOW TABLES;",
    "SELECT 'it''s'; DELETE FROM memory.default.t",
    "SELECT 1; ; DROP TABLE memory.default.t",
    "SELECT 1;;\n;-- ;\nSELECT 2",
    "SELECT 1; this is not a statement",
  ),
  // writes in a place where the grammar allows only queries
  ...refusals(
    "not-sql",
    "WITH d AS (DELETE FROM memory.default.t RETURNING *) SELECT * FROM d",
    "SELECT * FROM (INSERT INTO memory.default.t VALUES 1)",
    "SELECT * INTO memory.default.t FROM tpch.tiny.nation",
    "SELECT (DROP TABLE memory.default.t)",
    "SELECT 1 SELECT 2",
    "SHOW CATALOGS COMMIT",
  ),
  // functions that execute
  ...refusals(
    "executing-function",
    "SELECT * FROM TABLE(system.query('DELETE FROM t'))",
    "SELECT * FROM TABLE(postgresql.system.query(query => 'DROP TABLE t'))",
    "WITH a AS (SELECT * FROM TABLE(system.query('x'))) SELECT * FROM a",
    "SELECT 1 WHERE EXISTS (SELECT * FROM tpch.tiny.nation, TABLE(f(TABLE(tpch.tiny.nation))))",
    "EXPLAIN ANALYZE SELECT * FROM TABLE(system.query('x'))",
  ),
  ...refusals("unknown-statement", "WITH FUNCTION f() RETURNS int RETURN 1 SELECT f()", "SHOW COMMENT ON TABLE t"),
  // texts that two engines read differently
  ...refusals("ambiguous", "SELECT E'\\''; DROP TABLE t --'", "SELECT e 'a'"),
  { sql: "SELECT 1 /* /* */ , 2 -- */ ; DROP TABLE t", code: "ambiguous", onlyDuckDb: true },
  { sql: "SELECT 1 /* s3://lake/*.parquet */", code: "ambiguous", onlyDuckDb: true },
  ...refusals("several-statements", "SELECT 1 /* /* */ , 2; DROP TABLE t -- */"),
  ...refusals("not-sql", "SELECT /*/* nested */*/ 1"),
  // forms of other dialects that write files or run programs
  ...refusals(
    "not-sql",
    "COPY (SELECT 1) TO '/tmp/x'",
    "ATTACH '/tmp/x.db' AS x",
    "INSTALL httpfs",
    "PRAGMA database_list",
    "SELECT * FROM read_csv('/etc/passwd')",
    "FROM tpch.tiny.nation",
    "EXEC xp_cmdshell 'x'",
    "KILL QUERY 1",
    "SELECT $$a$$; DROP TABLE t; $$b$$",
  ),
  // characters that look like others
  ...refusals(
    "not-sql",
    "SELECT 1； DROP TABLE t",
    "ＤＲＯＰ TABLE t",
    "SELECT\u00a01",
    "SELECT 1\u2028; DROP TABLE t",
    "\u202eSELECT 1",
    "\ufeffSELECT 1",
    "SEL\u200bECT 1",
    "SELECT ‘a’",
    "DROP\u0085TABLE t",
  ),
  { sql: "SELECT 'a\u0000'; DROP TABLE t", code: "not-sql", label: "a NUL byte" },
  { sql: "SELECT 1 /* \u0000 */", code: "not-sql", label: "a NUL byte in a comment" },
  { sql: "SELECT '\ud800'", code: "not-sql", label: "half a character" },
  // empty texts, and texts that are no SQL
  { sql: "", code: "empty", label: "nothing" },
  { sql: " \r\n\t ", code: "empty", label: "blanks" },
  { sql: "-- only a comment\n/* and another */", code: "empty" },
  { sql: " ; ", code: "empty" },
  ...refusals(
    "not-sql",
    "hello, how many users were active yesterday?",
    '{"sql": "SELECT 1"}',
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "SELECT 'unclosed",
    'SELECT "unclosed',
    "SELECT 1 /* unclosed",
    "SELECT",
    "SELECT * FROM",
    "SELECT (1",
    "SELECT 1)",
    "😀",
  ),
  // size
  { sql: `SELECT '${"a".repeat(1_000_000)}'`, code: "too-long", label: "a megabyte" },
  { sql: " ".repeat(100_001), code: "too-long", label: "a hundred thousand blanks" },
  { sql: `SELECT ${"(".repeat(10_000)}1${")".repeat(10_000)}`, code: "too-complex", label: "10,000 parentheses" },
  { sql: `SELECT ${"(".repeat(50_000)}`, code: "too-complex", label: "50,000 open parentheses" },
  { sql: `SELECT ${"ARRAY[".repeat(5_000)}${"]".repeat(5_000)}`, code: "too-complex", label: "5,000 brackets" },
  {
    sql: `SELECT ${"CASE WHEN a THEN ".repeat(2_000)}1${" END".repeat(2_000)}`,
    code: "too-complex",
    label: "2,000 CASEs",
  },
  { sql: `SELECT ${"NOT ".repeat(24_000)}TRUE`, code: "too-complex", label: "24,000 NOTs" },
  {
    sql: `SELECT ${"(SELECT f(ARRAY[CASE WHEN x -> a.b IN (SELECT x, ".repeat(8)}1${") THEN 1 END]))".repeat(8)}`,
    code: "too-complex",
    label: "400 characters of five levels each, eight times",
  },
  { sql: everOtherNesting(300), code: "too-complex", label: "80,000 characters, nested in ever other ways" },
];
