/** Statements that one engine accepts, and the judge of another dialect may not know. */
import assert from "node:assert/strict";
import type { Dialect } from "../../../../reference-servers/servers/presto/sql/dialect.ts";
import { type Judge, startJudge } from "../../../../reference-servers/servers/presto/sql/judge.ts";
import { formatName } from "../../../../reference-servers/servers/presto/sql/object-name.ts";
import { hostile } from "../../../golden/sql/hostile.ts";
import { verifies } from "../../../support/verifies.ts";

type Case = readonly [sql: string, tables: readonly string[]];

/** Reads by engine, with the tables that they read. */
const readsOf: Readonly<Record<"presto" | "trino", readonly Case[]>> = {
  presto: [
    // versions of a table
    ["SELECT * FROM tab1 FOR SYSTEM_VERSION AS OF 8772871542276440693", ["tab1"]],
    ["SELECT * FROM a.b FOR SYSTEM_TIME AS OF TIMESTAMP '2026-01-01 00:00:00'", ["a.b"]],
    ["SELECT * FROM a FOR SYSTEM_VERSION AS OF 3 JOIN b FOR system_time AS OF now() ON a.c = b.c", ["a", "b"]],
    ["SELECT * FROM a FOR SYSTEM_VERSION AS OF (SELECT max(v) FROM b)", ["a", "b"]],
    ["SELECT system_version, substring(c FROM 1 FOR system_time) FROM a", ["a"]],
    // words that only Trino reserves
    ["SELECT trim, listagg, current_schema, json_value FROM cars.models WHERE skip = 0", ["cars.models"]],
    ["WITH trim AS (SELECT 1 AS skip) SELECT skip FROM trim", []],
    ["SELECT trim(x), listagg(x), json_object(x), current_path FROM skip.trim", ["skip.trim"]],
    ["SELECT a.current_role, string FROM json_table AS a (listagg, skip)", ["json_table"]],
    // options of EXPLAIN
    ["EXPLAIN VERBOSE SELECT * FROM a", ["a"]],
    ["EXPLAIN ANALYZE (FORMAT JSON) SELECT * FROM a", ["a"]],
    ["explain /* - */ analyze (TYPE DISTRIBUTED, FORMAT JSON) (SELECT * FROM a)", ["a"]],
    // AUTO is a plain name in Presto
    ["SELECT auto FROM cars GROUP BY auto", ["cars"]],
  ],
  trino: [
    ["SELECT 1 AS a UNION CORRESPONDING SELECT a FROM b", ["b"]],
    ["SELECT a FROM b EXCEPT ALL CORRESPONDING (SELECT a FROM c)", ["b", "c"]],
    ["SELECT a FROM b INTERSECT DISTINCT CORRESPONDING BY (a) TABLE c", ["b", "c"]],
    ["SELECT corresponding FROM b corresponding", ["b"]],
    ["SELECT a, count(*) FROM b GROUP BY AUTO", ["b"]],
    ["SELECT a FROM b GROUP BY ALL AUTO HAVING count(*) > 1", ["b"]],
    ["SELECT execute, f(execute) FROM a.execute WHERE b.execute > 1", ["a.execute"]],
    ["SELECT string, CAST(a AS string) FROM b", ["b"]],
    ["SELECT json_query(a, 'lax $.b' OMIT QUOTES ON SCALAR STRING) FROM c", ["c"]],
    ["SELECT listagg(a, ',') WITHIN GROUP (ORDER BY b), trim(BOTH ' ' FROM a) FROM c", ["c"]],
  ],
};

/** Comments with a glob: both engines end a comment at the first end. */
const globs: readonly string[] = [
  "/* nightly check, source s3://lake/clicks/*.parquet, owner ads-eng */\nSELECT count(*) FROM web.clicks -- see wiki; INSERT is done by the loader",
  "SELECT 1 /* every /*.csv; and /**/ + 1",
  "SELECT 1 -- s3://a/*.parquet */",
  "SELECT '/*' AS a /* '/*' */",
];

describe("the judge knows its engine", function () {
  this.timeout(60_000);
  const judges = new Map<Dialect, Judge>();
  const judgeOf = (dialect: Dialect): Judge => judges.get(dialect) ?? assert.fail(dialect);
  const codeOf = async (dialect: Dialect, sql: string): Promise<string> => {
    const verdict = await judgeOf(dialect).read(sql);
    return verdict.kind === "refused" ? verdict.code : verdict.kind;
  };
  before(async () => {
    for (const dialect of ["duckdb", "presto", "trino"] as const) judges.set(dialect, await startJudge(dialect));
  });
  after(() => Promise.all([...judges.values()].map((judge) => judge.close())));

  for (const dialect of ["presto", "trino"] as const) {
    for (const [sql, tables] of readsOf[dialect]) {
      it(verifies("presto.dialect", `For ${dialect} this is a read: ${sql}`), async () => {
        const verdict = await judgeOf(dialect).read(sql);
        assert.ok(verdict.kind === "read", JSON.stringify(verdict));
        assert.deepEqual([verdict.sql, verdict.tables.map(formatName)], [sql, tables]);
      });
    }

    it(verifies("presto.dialect", `For ${dialect} a comment may contain a glob, and hides nothing`), async () => {
      for (const sql of globs) assert.equal(await codeOf(dialect, sql), "read", sql);
      assert.equal(await codeOf(dialect, "/* a/*.csv */ DROP TABLE b"), "not-a-read");
      assert.equal(await codeOf(dialect, "SELECT 1 /* a/*.csv */; DROP TABLE b"), "several-statements");
    });

    it(verifies("presto.first-judge", `The judge for ${dialect} refuses every hostile text`), async () => {
      for (const { sql, label, onlyDuckDb } of hostile) {
        if (onlyDuckDb !== true && label === undefined) assert.notEqual(await codeOf(dialect, sql), "read", sql);
      }
    });

    it(verifies("presto.first-judge", `No form that is read only for ${dialect} hides a change`), async () => {
      for (const sql of [
        "EXPLAIN ANALYZE (FORMAT JSON) INSERT INTO t SELECT 1",
        "EXPLAIN ANALYZE (TYPE DISTRIBUTED, FORMAT JSON) DELETE FROM t",
        "EXPLAIN VERBOSE ANALYZE DELETE FROM t",
        "EXPLAIN ANALYZE VERBOSE DELETE FROM t",
        "EXPLAIN ANALYZE (DELETE FROM t)",
        "EXPLAIN ANALYZE (FORMAT JSON, (DELETE FROM t)) SELECT 1",
        "EXPLAIN EXECUTE p",
        "EXPLAIN (TYPE IO) EXECUTE p",
        "EXPLAIN ANALYZE VERBOSE EXECUTE p",
        "EXECUTE IMMEDIATE 'DELETE FROM t'",
        "ALTER TABLE t EXECUTE optimize",
        "SELECT 1 UNION CORRESPONDING DELETE FROM t",
        "SELECT 1 UNION CORRESPONDING BY (DELETE FROM t) SELECT 2",
        "INSERT INTO t SELECT 1 UNION CORRESPONDING SELECT 2",
        "INSERT INTO t SELECT * FROM u FOR SYSTEM_VERSION AS OF 4",
        "DELETE FROM skip WHERE trim = 1",
        "DROP TABLE trim",
        "WITH SESSION a = 1 INSERT INTO t SELECT 1",
        "CALL trim.execute(1)",
        "SELECT 1; ; DELETE FROM t",
      ]) {
        assert.notEqual(await codeOf(dialect, sql), "read", sql);
      }
    });
  }

  it(verifies("presto.dialect", "A name that an engine reserves is not read as a name for it"), async () => {
    assert.equal(await codeOf("trino", "SELECT skip FROM a"), "not-sql");
    assert.equal(await codeOf("trino", "SELECT * FROM a FOR SYSTEM_VERSION AS OF 1"), "not-sql");
    assert.equal(await codeOf("presto", "SELECT 1 AS a UNION CORRESPONDING SELECT 2 AS a"), "not-sql");
    assert.equal(await codeOf("presto", "SELECT execute FROM a"), "not-sql");
  });

  it(verifies("presto.dialect", "What the grammar lacks is refused as not read here, with what to write"), async () => {
    const refusal = async (dialect: Dialect, sql: string) => {
      const verdict = await judgeOf(dialect).read(sql);
      assert.ok(verdict.kind === "refused" && verdict.code === "not-sql", sql);
      assert.match(verdict.message, /^This form is not read here yet: the parser stopped at line 1, column \d+, at /);
      assert.doesNotMatch(verdict.message + verdict.next, /syntax error|not a statement|wrong|mistake|2h|lineitem/i);
      return verdict.next;
    };
    const session = "WITH SESSION query_max_execution_time = '2h' SELECT count(*) FROM tpch.sf1.lineitem";
    assert.match(await refusal("trino", session), /^If this is WITH SESSION, leave it out: .* Trino's\.$/);
    assert.match(await refusal("trino", "WITH SESSION a.b = 1, c = 2 SELECT 1"), /WITH SESSION/);
    assert.match(await refusal("trino", "EXPLAIN WITH SESSION a = 1 SELECT 1"), /WITH SESSION/);
    assert.match(await refusal("presto", "CREATE TYPE a.b AS (c int)"), /Presto's\.$/);
    assert.match(await refusal("presto", "ALTER FUNCTION a.b CALLED ON NULL INPUT"), /write it in another form/);
    assert.match(await refusal("duckdb", "SELECT a::int"), /CAST\(x AS type\)/);
  });

  it(verifies("presto.change-described", "A procedure with any name is a change, described as CALL"), async () => {
    for (const [dialect, sql, target] of [
      ["trino", "CALL pg.system.execute(query => 'SELECT COUNT(*) FROM public.t')", "pg.system.execute"],
      ["trino", "CALL iceberg.system.rollback_to_snapshot(schema => 'a')", "iceberg.system.rollback_to_snapshot"],
      ["trino", "call execute('DROP TABLE t')", "execute"],
      ["presto", "CALL a.system.skip(1)", "a.system.skip"],
    ] as const) {
      assert.equal(await codeOf(dialect, sql), "not-a-read", sql);
      const change = await judgeOf(dialect).change(sql);
      assert.ok(change.kind === "change", JSON.stringify(change));
      assert.deepEqual([change.verb, change.targets.map(formatName)], ["CALL", [target]]);
    }
  });

  it(
    verifies("presto.never-rewritten", "An empty second statement is left out, and any other is refused"),
    async () => {
      for (const sql of ["select 1; ;", "select 1;;", "select 1 ;\n;\n; -- end", "select 1; /* - */ ;"]) {
        const verdict = await judgeOf("presto").read(sql);
        assert.ok(verdict.kind === "read" && verdict.sql === "select 1", sql);
      }
      const change = await judgeOf("presto").change("DELETE FROM a; ;");
      assert.ok(change.kind === "change" && change.sql === "DELETE FROM a");
    },
  );

  it(verifies("presto.explain-change", "A plain EXPLAIN of a change is a read with the change's targets"), async () => {
    for (const [sql, tables, others] of [
      ["EXPLAIN INSERT INTO a.b SELECT * FROM c", ["a.b", "c"], ["a.b"]],
      ["EXPLAIN (TYPE IO, FORMAT JSON) CREATE TABLE a.b AS SELECT * FROM c", ["c"], ["a.b"]],
      ["EXPLAIN EXPLAIN DELETE FROM a.b WHERE x IN (SELECT x FROM c)", ["a.b", "c"], ["a.b"]],
      ["EXPLAIN UPDATE a.b SET x = 1", ["a.b"], ["a.b"]],
      ["EXPLAIN MERGE INTO a.b USING c ON b.x = c.x WHEN MATCHED THEN DELETE", ["a.b", "c"], ["a.b"]],
      ["EXPLAIN (TYPE VALIDATE) DROP TABLE a.b", ["a.b"], ["a.b"]],
      ["EXPLAIN CREATE VIEW a.b AS SELECT * FROM c", ["c"], ["a.b"]],
      ["EXPLAIN DROP SCHEMA a.b CASCADE", [], ["a.b"]],
      ["EXPLAIN ALTER TABLE a.b RENAME TO a.c", ["a.b"], ["a.b", "a.c"]],
      ["EXPLAIN COMMENT ON COLUMN a.b.x IS 'y'", [], ["a.b.x"]],
    ] as const) {
      const verdict = await judgeOf("trino").read(sql);
      assert.ok(verdict.kind === "read", JSON.stringify(verdict));
      assert.deepEqual([verdict.statement, verdict.executes, verdict.explainsChange], ["explain", null, true]);
      assert.deepEqual([verdict.tables.map(formatName), verdict.others.map(formatName)], [tables, others], sql);
    }
  });
});
