import assert from "node:assert/strict";
import { SqlError } from "@drawbridge/presto/errors";
import { kindOf, similarTo } from "../../../reference-servers/servers/presto/change-kinds.ts";
import { changes } from "../../../reference-servers/servers/presto/sql/statements.ts";
import { table } from "../../support/engines/object-names.ts";
import { verifies } from "../../support/verifies.ts";

const kind = (verb: string, replaces = false) => kindOf({ verb, replaces });

describe("a kind of change", () => {
  const overwriting = [
    ...["UPDATE", "DELETE", "MERGE", "TRUNCATE TABLE", "DROP TABLE", "DROP SCHEMA", "DROP VIEW"],
    ...["DROP MATERIALIZED VIEW", "ALTER TABLE DROP COLUMN", "ALTER TABLE SET DATA TYPE", "REFRESH MATERIALIZED VIEW"],
    ...["ALTER TABLE RENAME", "ALTER TABLE RENAME COLUMN", "ALTER VIEW RENAME", "ALTER SCHEMA RENAME"],
    ...["ALTER MATERIALIZED VIEW RENAME", "ALTER TABLE DROP NOT NULL", "ALTER TABLE SET PROPERTIES"],
    ...["ALTER MATERIALIZED VIEW SET PROPERTIES", "COMMENT ON TABLE", "COMMENT ON COLUMN", "COMMENT ON VIEW"],
  ];
  const notTaken = [
    ...["GRANT", "REVOKE", "DENY", "CREATE ROLE", "DROP ROLE", "CALL", "ALTER TABLE EXECUTE", "CREATE FUNCTION"],
    ...["DROP FUNCTION", "CREATE CATALOG", "DROP CATALOG", "ALTER TABLE SET AUTHORIZATION"],
    ...["ALTER SCHEMA SET AUTHORIZATION", "ALTER VIEW SET AUTHORIZATION"],
  ];

  it(verifies("presto.write-in-prod", "Each verb is classified as destroying data, adding data, or refused"), () => {
    for (const verb of new Set(changes.values())) {
      if (notTaken.includes(verb)) {
        assert.throws(
          () => kind(verb),
          (error) => error instanceof SqlError && error.code === "not-taken",
          verb,
        );
      } else assert.equal(kind(verb).overwrites, overwriting.includes(verb), verb);
    }
  });

  it(verifies("presto.write-in-prod", "A change with OR REPLACE is always destructive"), () => {
    assert.deepEqual(kind("CREATE TABLE AS", true), {
      ...{ verb: "CREATE OR REPLACE TABLE AS", overwrites: true, reversible: "no", movesRows: true },
    });
    assert.equal(kind("CREATE VIEW", true).overwrites, true);
  });

  it(verifies("presto.write-refused", "An unknown kind of change is refused"), () => {
    assert.throws(() => kind("VACUUM"), SqlError);
  });

  const from = ["w.ads.raw"];
  const bounds = { maxRowsPerUse: 1_000, maxUses: 20, maxRows: 10_000 };
  const condition = { verb: "INSERT", target: "w.ads.x", sources: from, ...bounds };
  const small = { rows: 10, bytes: 10 };
  for (const [which, verb, targets, sources, cost, expected] of [
    ["a small insert", "INSERT", ["w.ads.x"], from, small, condition],
    ["one from nothing", "INSERT", ["w.ads.x"], [], small, { ...condition, sources: [] }],
    ["a table doubled", "INSERT", ["w.ads.x"], ["w.ads.raw", "w.ads.x"], small, null],
    ["sources that are not known", "INSERT", ["w.ads.x"], null, small, null],
    ["a new table", "CREATE TABLE AS", ["w.ads.x"], from, small, null],
    ["a view", "CREATE VIEW", ["w.ads.x"], from, small, null],
    ["a comment", "COMMENT ON TABLE", ["w.ads.x"], [], small, null],
    ["a constraint", "ALTER TABLE DROP NOT NULL", ["w.ads.x"], [], small, null],
    ["a column", "ALTER TABLE ADD COLUMN", ["w.ads.x"], [], small, null],
    ["a delete", "DELETE", ["w.ads.x"], [], small, null],
    ["an insert without a schema", "INSERT", ["x"], from, small, null],
    ["many bytes", "INSERT", ["w.ads.x"], from, { rows: 1, bytes: 1e9 + 1 }, null],
    ["many rows", "INSERT", ["w.ads.x"], from, { rows: 1_001, bytes: 1 }, null],
    ["unknown rows", "INSERT", ["w.ads.x"], from, { rows: "unknown", bytes: 1 }, null],
    ["unknown bytes", "INSERT", ["w.ads.x"], from, { rows: 1, bytes: "unknown" }, null],
  ] as const) {
    it(verifies("presto.similar", `A change has the right condition for similar changes: ${which}`), () => {
      const named = { targets: targets.map(table), sources: sources?.map(table) ?? null };
      assert.deepEqual(similarTo({ kind: kind(verb), ...named, cost, restricted: false }), expected);
      assert.equal(similarTo({ kind: kind(verb), ...named, cost, restricted: true }), null);
    });
  }
});
