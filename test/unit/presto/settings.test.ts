import assert from "node:assert/strict";
import { readPrestoSettings } from "../../../reference-servers/servers/presto/settings.ts";

describe("the Presto server's settings", () => {
  it("By default, the settings use the sample warehouse", () => {
    assert.deepEqual(readPrestoSettings({ DRAWBRIDGE_WAREHOUSE: "/data/w.duckdb", PRESTO_URL: "" }), {
      engine: { kind: "duckdb", warehouse: "/data/w.duckdb", planningTimeoutMs: 5_000 },
      caps: { rows: 1000, bytes: 4_194_304 },
      budgets: { everyone: { bytes: 10_737_418_240, rows: 1e11 }, groups: {} },
      waitMs: 25_000,
      statementTimeoutMs: 600_000,
      revenueTable: "finance.revenue",
      restricted: { finance: ["ads-eng"] },
      unheldWrites: "refuse",
    });
  });

  it("With the URL of a real engine, the sample's table and rules are not used", () => {
    const { engine, revenueTable, restricted } = readPrestoSettings({
      PRESTO_URL: "https://trino.example:8443",
      PRESTO_DIALECT: "trino",
      PRESTO_CATALOG: "hive",
    });
    assert.deepEqual(engine, {
      kind: "presto",
      connection: { url: "https://trino.example:8443", dialect: "trino", catalog: "hive", schema: null },
    });
    assert.equal(revenueTable, null);
    assert.deepEqual(restricted, {});
  });

  it("Budgets, rules and the revenue table come from the operator's settings", () => {
    const { budgets, restricted, revenueTable } = readPrestoSettings({
      DRAWBRIDGE_WAREHOUSE: "/data/w.duckdb",
      PRESTO_BUDGET_BYTES: "1e12",
      PRESTO_GROUP_BUDGETS: '{"infra": {"bytes": 5, "rows": 6}}',
      PRESTO_RESTRICTED_SCHEMAS: '{"HR": ["people"]}',
      PRESTO_REVENUE_TABLE: "hive.finance.revenue",
    });
    assert.equal(budgets.everyone.bytes, 1e12);
    assert.deepEqual(budgets.groups, { infra: { bytes: 5, rows: 6 } });
    assert.deepEqual(restricted, { hr: ["people"] });
    assert.equal(revenueTable, "hive.finance.revenue");
  });

  it("Without an engine, the error says which variable to set", () => {
    assert.throws(() => readPrestoSettings({}), /PRESTO_URL: not set, and neither is DRAWBRIDGE_WAREHOUSE/);
  });

  const invalid: readonly (readonly [name: string, value: string])[] = [
    ["PRESTO_URL", "presto:8080"],
    ["PRESTO_URL", "file:///etc/passwd"],
    ["PRESTO_DIALECT", "hive"],
    ["PRESTO_MAX_ROWS", "-3"],
    ["PRESTO_MAX_ROWS", "many"],
    ["PRESTO_BUDGET_BYTES", "-1"],
    ["PRESTO_WAIT_SECONDS", "60"],
    ["PRESTO_UNHELD_WRITES", "yes"],
    ["PRESTO_GROUP_BUDGETS", "{bytes: 5}"],
    ["PRESTO_GROUP_BUDGETS", '{"infra": {"bytes": "5"}}'],
    ["PRESTO_RESTRICTED_SCHEMAS", '{"finance": "ads-eng"}'],
    ["PRESTO_REVENUE_TABLE", "revenue; DROP TABLE x"],
  ];
  for (const [name, value] of invalid) {
    it(`The invalid setting ${name}=${value} is refused, and the error has its name, without its value`, () => {
      assert.throws(
        () => readPrestoSettings({ [name]: value }),
        (error) =>
          error instanceof Error &&
          error.message.startsWith(`The Presto server cannot start with this environment:\n  ${name}: `) &&
          !error.message.includes(value),
      );
    });
  }
});
