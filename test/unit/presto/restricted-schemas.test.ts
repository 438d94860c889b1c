import assert from "node:assert/strict";
import { SqlError } from "@drawbridge/presto/errors";
import {
  isOpenTo,
  refuseMetadata,
  refuseMoved,
  refuseRestricted,
} from "../../../reference-servers/servers/presto/restricted-schemas.ts";
import { type Judge, startJudge } from "../../../reference-servers/servers/presto/sql/judge.ts";
import type { ObjectName } from "../../../reference-servers/servers/presto/sql/object-name.ts";
import { table } from "../../support/engines/object-names.ts";
import { verifies } from "../../support/verifies.ts";

const ines = { user: "ines", groups: ["infra"] };
const fay = { user: "fay", groups: ["finance"] };
const schemas = { finance: ["ads-eng", "finance"], legal: [], "a.b": ["ads-eng"], main: ["ads-eng"] };
const restrictions = { schemas, defaults: { catalog: "warehouse", schema: "main" } };

const outcome = (work: () => void): string => {
  try {
    work();
    return "allowed";
  } catch (error) {
    return error instanceof SqlError ? `${error.code}: ${error.message}` : String(error);
  }
};
const refused = (names: readonly ObjectName[], who = ines) => outcome(() => refuseRestricted(names, who, restrictions));

describe("a restricted schema", () => {
  let judge: Judge;
  before(async () => {
    judge = await startJudge("duckdb");
  });
  after(() => judge.close());

  it(
    verifies(
      "presto.restricted",
      "A restricted schema is open only to its groups, and the refusal names the schema and the groups",
    ),
    () => {
      assert.equal(
        refused([table("ads.events"), table("finance.revenue")]),
        "not-allowed: ines may not read tables of the schema finance: it is open to ads-eng and finance.",
      );
      assert.equal(refused([table("finance.revenue")], fay), "allowed");
      assert.match(refused([table("legal.cases")], fay), /open to no group/);
      assert.equal(refused([table("ads.finance"), table("constructor.x"), table("__proto__.x")]), "allowed");
    },
  );

  it(verifies("presto.restricted", "A name without a schema is in the default schema, which can be restricted"), () => {
    assert.match(refused([table("secrets")]), /schema main/);
    assert.match(refused([{ kind: "schema", catalog: null, schema: null }]), /schema main/);
    // DuckDB also reads the first of two parts as a catalog.
    assert.match(refused([table("warehouse.secrets")]), /schema main/);
  });

  it(
    verifies("presto.typed-names", "A restricted schema is recognised in every verb, by the type of each name"),
    async () => {
      for (const sql of [
        "COMMENT ON COLUMN finance.revenue.net_usd IS 'x'",
        "COMMENT ON COLUMN warehouse.finance.revenue.net_usd IS 'x'",
        'COMMENT ON COLUMN "finance"."rev.enue"."net.usd" IS NULL',
        "COMMENT ON TABLE finance.revenue IS 'x'",
        "COMMENT ON VIEW finance.v IS 'x'",
        "ALTER SCHEMA finance RENAME TO open",
        "ALTER SCHEMA warehouse.finance RENAME TO open",
        "ALTER SCHEMA ads RENAME TO finance",
        "ALTER TABLE ads.mine RENAME TO finance.mine",
        "ALTER TABLE finance.revenue RENAME TO ads.mine",
        "ALTER VIEW finance.v RENAME TO ads.v",
        "ALTER VIEW ads.v RENAME TO finance.v",
        "ALTER TABLE finance.revenue DROP COLUMN net_usd",
        "ALTER TABLE finance.revenue ADD COLUMN x bigint",
        "ALTER TABLE finance.revenue RENAME COLUMN net_usd TO x",
        "ALTER TABLE finance.revenue ALTER COLUMN net_usd DROP NOT NULL",
        "CREATE SCHEMA finance",
        "CREATE SCHEMA warehouse.finance",
        "CREATE SCHEMA IF NOT EXISTS FINANCE",
        "DROP SCHEMA finance",
        'DROP SCHEMA "Finance" CASCADE',
        "GRANT SELECT ON finance.revenue TO USER ines",
        "GRANT SELECT ON TABLE warehouse.finance.revenue TO USER ines",
        "GRANT SELECT ON SCHEMA finance TO USER ines",
        "REVOKE SELECT ON SCHEMA warehouse.finance FROM USER ines",
        "DENY SELECT ON finance.revenue TO USER ines",
        "ANALYZE finance.revenue",
        "CALL finance.leak()",
        "DROP TABLE IF EXISTS finance.revenue",
        "DROP VIEW finance.v",
        "TRUNCATE TABLE finance.revenue",
        "REFRESH MATERIALIZED VIEW finance.v",
        "CREATE TABLE ads.x (LIKE finance.revenue INCLUDING PROPERTIES)",
        "CREATE VIEW ads.v AS SELECT * FROM finance.revenue",
        "CREATE TABLE finance.x AS SELECT 1 AS one",
        "INSERT INTO ads.x TABLE finance.revenue",
        "DELETE FROM ads.x WHERE a IN (SELECT a FROM finance.revenue)",
        'INSERT INTO "a.b".c SELECT 1',
        'DROP SCHEMA "a.b"',
      ]) {
        const change = await judge.change(sql);
        assert.ok(change.kind === "change", sql);
        assert.match(refused([...change.targets, ...change.reads]), /^not-allowed/, sql);
      }
      for (const sql of [
        "SHOW TABLES FROM finance",
        "SHOW TABLES IN warehouse.finance",
        "EXPLAIN SHOW TABLES FROM finance",
        "SHOW TABLES",
        "SHOW COLUMNS FROM finance.revenue",
        "DESCRIBE warehouse.finance.revenue",
        'DESC "finance"."Revenue"',
        "SHOW STATS FOR finance.revenue",
        "SHOW STATS FOR (SELECT * FROM finance.revenue)",
        "SHOW CREATE TABLE finance.revenue",
        "SHOW CREATE VIEW finance.v",
        "SHOW CREATE MATERIALIZED VIEW finance.v",
        "SHOW CREATE SCHEMA finance",
        "SHOW CREATE FUNCTION finance.f",
        "SHOW FUNCTIONS FROM finance",
        "SHOW GRANTS ON TABLE finance.revenue",
        "EXPLAIN SELECT 1 FROM finance.revenue",
        "WITH r AS (SELECT * FROM finance.revenue) SELECT 1 FROM r",
        'SELECT * FROM "a.b"."c"',
        'SELECT * FROM warehouse."a.b".c',
      ]) {
        const read = await judge.read(sql);
        assert.ok(read.kind === "read", sql);
        assert.match(refused([...read.tables, ...read.others]), /^not-allowed/, sql);
      }
    },
  );

  it(verifies("presto.typed-names", "A quoted name that only looks like a restricted schema is allowed"), async () => {
    for (const sql of [
      'INSERT INTO ads."finance.revenue" SELECT 1',
      'COMMENT ON COLUMN ads.finance."x.y" IS NULL',
      "ALTER TABLE ads.x RENAME COLUMN finance TO legal",
      'INSERT INTO a."b.c" SELECT 1',
      "CREATE SCHEMA finance.ads",
    ]) {
      const change = await judge.change(sql);
      assert.ok(change.kind === "change", sql);
      assert.equal(refused([...change.targets, ...change.reads]), "allowed", sql);
    }
  });

  it(verifies("presto.restricted", "The engine's catalogue, which lists restricted schemas, is closed too"), () => {
    const asks = (name: ObjectName, who = ines) => outcome(() => refuseMetadata([name], who, restrictions));
    for (const name of [
      "information_schema.columns",
      "hive.information_schema.tables",
      "pg_catalog.pg_class",
      "system.metadata.table_comments",
    ])
      assert.match(asks(table(name)), /own catalogue/, name);
    assert.match(asks({ kind: "schema", catalog: null, schema: "warehouse" }), /own catalogue/);
    assert.equal(asks(table("ads.events")), "allowed");
    const everywhere = { user: "zoe", groups: ["ads-eng"] };
    const openOnly = { ...restrictions, schemas: { finance: ["ads-eng"] } };
    assert.equal(
      outcome(() => refuseMetadata([table("information_schema.tables")], everywhere, openOnly)),
      "allowed",
    );
    assert.equal(isOpenTo(ines, table("warehouse.finance.revenue"), restrictions), false);
    assert.equal(isOpenTo(ines, table("warehouse.ads.events"), restrictions), true);
  });

  it(
    verifies("presto.restricted", "A rename cannot move an object into or out of a restricted schema, for any user"),
    () => {
      const moves = (from: string, to: string) => outcome(() => refuseMoved([table(from), table(to)], restrictions));
      assert.match(moves("finance.revenue", "ads.revenue"), /different groups/);
      assert.match(moves("ads.x", "finance.x"), /different groups/);
      assert.match(moves("finance.x", "legal.x"), /different groups/);
      assert.equal(moves("finance.x", "finance.y"), "allowed");
      assert.equal(moves("ads.x", "ops.x"), "allowed");
    },
  );
});
