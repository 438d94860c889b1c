import assert from "node:assert/strict";
import { kindOf, similarTo } from "@drawbridge/presto/changes";
import { SqlError } from "@drawbridge/presto/errors";
import { changes } from "@drawbridge/presto/sql/statements";
import { table } from "../../support/object-names.ts";
import { verifies } from "../../support/verifies.ts";

const kind = (verb: string, replaces = false) => kindOf({ verb, replaces });

describe("a kind of change", () => {
  const overwriting = [
    ...["UPDATE", "DELETE", "MERGE", "TRUNCATE TABLE", "DROP TABLE", "DROP SCHEMA", "DROP VIEW"],
    ...["DROP MATERIALIZED VIEW", "ALTER TABLE DROP COLUMN", "ALTER TABLE SET DATA TYPE", "REFRESH MATERIALIZED VIEW"],
    ...["ALTER TABLE RENAME", "ALTER TABLE RENAME COLUMN", "ALTER VIEW RENAME", "ALTER SCHEMA RENAME"],
    "ALTER MATERIALIZED VIEW RENAME",
  ];
  const notTaken = [
    ...["GRANT", "REVOKE", "DENY", "CREATE ROLE", "DROP ROLE", "CALL", "ALTER TABLE EXECUTE", "CREATE FUNCTION"],
    ...["DROP FUNCTION", "CREATE CATALOG", "DROP CATALOG", "ALTER TABLE SET AUTHORIZATION"],
    ...["ALTER SCHEMA SET AUTHORIZATION", "ALTER VIEW SET AUTHORIZATION"],
  ];

  it(
    verifies("presto.write-in-prod", "destroys what is there, adds to it, or is not taken: each verb is judged"),
    () => {
      for (const verb of new Set(changes.values())) {
        if (notTaken.includes(verb)) {
          assert.throws(
            () => kind(verb),
            (error) => error instanceof SqlError && error.code === "not-taken",
            verb,
          );
        } else assert.equal(kind(verb).overwrites, overwriting.includes(verb), verb);
      }
    },
  );

  it(verifies("presto.write-in-prod", "that replaces destroys, whatever it would do without"), () => {
    assert.deepEqual(kind("CREATE TABLE AS", true), {
      ...{ verb: "CREATE OR REPLACE TABLE AS", overwrites: true, reversible: "no", movesRows: true },
    });
    assert.equal(kind("CREATE VIEW", true).overwrites, true);
  });

  it(verifies("presto.write-refused", "that is not known is not taken"), () => {
    assert.throws(() => kind("VACUUM"), SqlError);
  });

  const small = { rows: 10, bytes: 10 };
  const condition = "additions to ads, each reading under 1 GB and writing under 1,000,000 rows";
  for (const [which, verb, targets, cost, expected] of [
    ["a small insert", "INSERT", ["ads.x"], small, condition],
    ["a small table", "CREATE TABLE AS", ["ads.x"], small, condition],
    ["two targets in one schema", "INSERT", ["ads.x", "ads.y"], small, condition],
    ["a delete", "DELETE", ["ads.x"], small, null],
    ["a drop", "DROP TABLE", ["ads.x"], small, null],
    ["an insert without a schema", "INSERT", ["x"], small, null],
    ["targets in two schemas", "ALTER TABLE ADD COLUMN", ["ads.x", "finance.y"], small, null],
    ["many bytes", "INSERT", ["ads.x"], { rows: 1, bytes: 1e9 + 1 }, null],
    ["many rows", "INSERT", ["ads.x"], { rows: 1e6 + 1, bytes: 1 }, null],
    ["unknown rows", "INSERT", ["ads.x"], { rows: "unknown", bytes: 1 }, null],
    ["unknown bytes", "INSERT", ["ads.x"], { rows: 1, bytes: "unknown" }, null],
  ] as const) {
    it(verifies("presto.write", `is like others, or not: ${which}`), () => {
      assert.equal(similarTo(kind(verb), targets.map(table), cost), expected);
    });
  }
});
