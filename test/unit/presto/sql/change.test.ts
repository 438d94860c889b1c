import assert from "node:assert/strict";
import { describeChange } from "@drawbridge/presto/sql/describe-change";
import { loadParser, type Parse } from "@drawbridge/presto/sql/parser";
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
  let parse: Parse;
  before(async () => {
    parse = await loadParser();
  });

  for (const [sql, verb, targets, reads] of cases) {
    it(verifies("presto.change-described", sql), () => {
      const change = describeChange(sql, parse);
      assert.ok(change.kind === "change", JSON.stringify(change));
      assert.deepEqual([change.verb, change.targets, change.reads], [verb, targets, reads]);
      assert.equal(change.sql, sql.replace(/;$/, ""));
    });
  }

  it(verifies("presto.change-described", "is refused for what is no single change"), () => {
    const code = (sql: string) => {
      const verdict = describeChange(sql, parse);
      return verdict.kind === "refused" ? verdict.code : verdict.kind;
    };
    assert.equal(code("SELECT 1"), "not-a-change");
    assert.equal(code("EXPLAIN ANALYZE DELETE FROM a"), "not-a-change");
    assert.equal(code("DELETE FROM a; DELETE FROM b"), "several-statements");
    assert.equal(code("COMMIT"), "unknown-statement");
    assert.equal(code("INSERT INTO a SELECT * FROM TABLE(system.query('x'))"), "executing-function");
    assert.equal(code("DELETE FORM a"), "not-sql");
  });
});
