import assert from "node:assert/strict";
import { type Judge, startJudge } from "../../../../reference-servers/servers/presto/sql/judge.ts";
import { formatName } from "../../../../reference-servers/servers/presto/sql/object-name.ts";
import { verifies } from "../../../support/verifies.ts";

const cases: readonly (readonly [sql: string, verb: string, targets: readonly string[], reads: readonly string[]])[] = [
  ["INSERT INTO a.b SELECT * FROM c", "INSERT", ["a.b"], ["c"]],
  ["INSERT INTO a (x) WITH c AS (SELECT * FROM d) SELECT x FROM c", "INSERT", ["a"], ["d"]],
  ["UPDATE a SET x = (SELECT max(y) FROM b) WHERE z = 1", "UPDATE", ["a"], ["b"]],
  ['DELETE FROM A."B c" WHERE x IN (SELECT x FROM d)', "DELETE", ['a."b c"'], ["d"]],
  ["MERGE INTO a t USING (SELECT * FROM b) s ON t.x = s.x WHEN MATCHED THEN DELETE", "MERGE", ["a"], ["b"]],
  ["TRUNCATE TABLE a", "TRUNCATE TABLE", ["a"], []],
  ["CREATE TABLE a AS SELECT * FROM b, c;", "CREATE TABLE AS", ["a"], ["b", "c"]],
  ["CREATE TABLE a (x bigint)", "CREATE TABLE", ["a"], []],
  ["ALTER TABLE a RENAME TO b", "ALTER TABLE RENAME", ["a", "b"], []],
  ["ALTER TABLE a DROP COLUMN x", "ALTER TABLE DROP COLUMN", ["a"], []],
  ["DROP SCHEMA a.b CASCADE", "DROP SCHEMA", ["a.b"], []],
  ["CREATE VIEW v AS SELECT * FROM a", "CREATE VIEW", ["v"], ["a"]],
  ["REFRESH MATERIALIZED VIEW v", "REFRESH MATERIALIZED VIEW", ["v"], []],
  ["GRANT SELECT ON TABLE a.b TO USER finn", "GRANT", ["a.b"], []],
  ["COMMENT ON COLUMN a.b.x IS 'y'", "COMMENT ON COLUMN", ["a.b.x"], []],
  ["CALL system.sync('a')", "CALL", ["system.sync"], []],
];

describe("what a change would change", () => {
  let judge: Judge;
  before(async () => {
    judge = await startJudge("duckdb");
  });
  after(() => judge.close());

  for (const [sql, verb, targets, reads] of cases) {
    it(verifies("presto.change-described", `This change is described by verb, targets and reads: ${sql}`), async () => {
      const change = await judge.change(sql);
      assert.ok(change.kind === "change", JSON.stringify(change));
      const named = [change.targets, change.reads].map((names) => names.map(formatName));
      assert.deepEqual([change.verb, ...named], [verb, targets, reads]);
      assert.equal(change.sql, sql.replace(/;$/, ""));
    });
  }

  it(
    verifies("presto.change-described", "The query that a change writes is described at its own position"),
    async () => {
      const query = async (sql: string) => {
        const change = await judge.change(sql);
        assert.ok(change.kind === "change", JSON.stringify(change));
        return change.query;
      };
      assert.equal(await query("INSERT INTO a\n SELECT 1;"), "             \n SELECT 1");
      assert.equal(
        (await query("INSERT INTO a (x) WITH c AS (TABLE d) TABLE c"))?.trim(),
        "WITH c AS (TABLE d) TABLE c",
      );
      assert.equal((await query("INSERT INTO a VALUES (1, 'b')"))?.trim(), "VALUES (1, 'b')");
      assert.equal((await query("CREATE TABLE a WITH (b = 1) AS SELECT 1 AS c"))?.trim(), "SELECT 1 AS c");
      assert.equal((await query("CREATE TABLE a AS (SELECT 1 AS c) WITH NO DATA"))?.trim(), "(SELECT 1 AS c)");
      assert.equal(
        (await query("CREATE TABLE a AS WITH c AS (TABLE d) TABLE c WITH DATA"))?.trim(),
        "WITH c AS (TABLE d) TABLE c",
      );
      for (const sql of ["DELETE FROM a", "UPDATE a SET b = 1", "DROP TABLE a", "CREATE VIEW a AS SELECT 1 AS b"])
        assert.equal(await query(sql), null, sql);
    },
  );

  it(verifies("presto.change-described", "A text that is not a single change is refused"), async () => {
    const code = async (sql: string) => {
      const verdict = await judge.change(sql);
      return verdict.kind === "refused" ? verdict.code : verdict.kind;
    };
    assert.equal(await code("SELECT 1"), "not-a-change");
    assert.equal(await code("EXPLAIN ANALYZE DELETE FROM a"), "not-a-change");
    assert.equal(await code("DELETE FROM a; DELETE FROM b"), "several-statements");
    assert.equal(await code("COMMIT"), "unknown-statement");
    assert.equal(await code("INSERT INTO a SELECT * FROM TABLE(system.query('x'))"), "executing-function");
    assert.equal(await code("DELETE FORM a"), "not-sql");
  });
});
