import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Client } from "@modelcontextprotocol/client";
import { verifies } from "../../support/verifies.ts";
import { ada, answer, eras, failure, ines, Page, type RunningPresto, startPresto } from "./running-presto.ts";

/** All kinds of statement that are not reads, each with a marker that no answer may repeat. */
const hostile: readonly string[] = [
  "INSERT INTO ads.campaigns SELECT 'm4rker'",
  "UPDATE ads.campaigns SET name = 'm4rker'",
  "DELETE FROM ads.events WHERE country = 'm4rker'",
  "MERGE INTO ads.campaigns USING ads.events ON name = 'm4rker' WHEN MATCHED THEN DELETE",
  "TRUNCATE TABLE ads.events",
  "CREATE TABLE ads.x AS SELECT 'm4rker' AS a",
  "CREATE OR REPLACE VIEW ads.v AS SELECT 'm4rker' AS a",
  "CREATE SCHEMA m4rker",
  "ALTER TABLE ads.events RENAME TO m4rker",
  "DROP TABLE ads.events",
  "DROP SCHEMA ads",
  "COMMENT ON TABLE ads.events IS 'm4rker'",
  "GRANT SELECT ON ads.events TO USER m4rker",
  "REVOKE SELECT ON ads.events FROM USER m4rker",
  "ANALYZE ads.events",
  "CALL system.runtime.kill_query('m4rker')",
  "EXPLAIN ANALYZE DELETE FROM ads.events WHERE country = 'm4rker'",
  "EXPLAIN ANALYZE INSERT INTO ads.campaigns SELECT 'm4rker'",
  "SELECT 1; DELETE FROM ads.events WHERE country = 'm4rker'",
  "SELECT 1; SELECT 'm4rker'",
  "SET SESSION threads = 8",
  "RESET SESSION threads",
  "USE ads",
  "START TRANSACTION",
  "COMMIT",
  "PREPARE p FROM SELECT 'm4rker'",
  "EXECUTE p",
  "SELECT * FROM TABLE(system.query('m4rker'))",
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT * FROM '/etc/passwd'",
  "COPY ads.events TO '/tmp/m4rker'",
  "ATTACH '/tmp/m4rker' AS a",
  "PRAGMA database_list",
  "INSTALL m4rker",
  "SELECT 'm4rker' FROM",
  "m4rker",
  "",
  ";",
  "-- m4rker",
  `SELECT '${"m4rker".repeat(20_000)}'`,
  `SELECT ${"(".repeat(5_000)}1${")".repeat(5_000)}`,
  "SELECT 'm4rker\0'",
];

/**
 * Statements that are reads by their parse tree, but that the engine refuses: its state, its paths, other users'
 * statements.
 */
const pastTheParser: readonly string[] = [
  "SELECT * FROM duckdb_logs",
  "SELECT path FROM duckdb_databases",
  "SELECT * FROM pg_catalog.pg_settings",
  "SELECT getenv('m4rker')",
  "SELECT CAST('m4rker' AS INTEGER)",
  "SELECT m4rker_ FROM ads.events WHERE name = 'm4rker'",
];

const refusalCodes: ReadonlySet<string> = new Set(["not-a-read", "invalid-sql", "not-read-here"]);

describe("what the Presto server refuses", function () {
  this.timeout(60_000);
  let presto: RunningPresto;
  before(async () => {
    presto = await startPresto();
  });
  after(() => presto.close());

  const digest = async () =>
    createHash("sha256")
      .update(await readFile(presto.warehouse))
      .digest("hex");

  for (const era of eras) {
    describe(`in the ${era} era`, () => {
      let client: Client;
      let unchanged: string;
      before(async () => {
        client = await presto.connect({ ...ada, era });
        unchanged = await digest();
      });

      it(verifies("presto.first-judge", "The parser refuses every text that is not exactly one read"), async () => {
        for (const sql of hostile) {
          const { code, text } = await failure(client, "query", { sql });
          assert.ok(refusalCodes.has(String(code)), `${sql.slice(0, 80)}: ${text}`);
          assert.doesNotMatch(text, /m4rker|passwd/);
          assert.match(text, /^failed: .* next: /s);
        }
        assert.equal(await digest(), unchanged);
      });

      it(
        verifies(
          "presto.quiet-errors",
          "A refusal never repeats the statement or its values, also if the engine refuses",
        ),
        async () => {
          for (const sql of pastTheParser) {
            const { code, text } = await failure(client, "query", { sql });
            assert.ok(code === "denied-by-engine" || code === "invalid-sql", `${sql}: ${text}`);
            assert.doesNotMatch(text, /'m4rker'|passwd/);
          }
          assert.deepEqual(Page.parse(await answer(client, "query", { sql: "SELECT 1" })).rows, [[1]]);
        },
      );

      it(
        verifies(
          "presto.write-refused",
          "Without a registry to ask for approval, every write is refused and changes nothing",
        ),
        async () => {
          for (const [sql, summary] of [
            ["DELETE FROM ads.events WHERE country = 'm4rker'", "DELETE FROM ads.events"],
            ["INSERT INTO ads.campaigns SELECT * FROM ads.campaigns", "INSERT INTO ads.campaigns"],
            ["DROP TABLE finance.revenue", "DROP TABLE finance.revenue"],
          ] as const) {
            const { code, text } = await failure(client, "write_query", { sql });
            assert.equal(code, "approvals-unavailable");
            assert.ok(text.includes(summary), text);
            assert.match(text, /Nothing was run/);
            assert.doesNotMatch(text, /m4rker/);
          }
          for (const sql of ["SELECT 1", "DELETE FROM a; DELETE FROM b", "nonsense"]) {
            const { code } = await failure(client, "write_query", { sql });
            assert.ok(refusalCodes.has(String(code)));
          }
          assert.equal(await digest(), unchanged);
        },
      );

      it(
        verifies("presto.budget", "A query over the budget, or of unknown cost, is refused without running"),
        async () => {
          const crossed = await failure(client, "query", {
            sql: "SELECT count(*) FROM ads.events a, ads.events b, ads.events c",
          });
          assert.equal(crossed.code, "approvals-unavailable");
          assert.match(crossed.text, /SELECT over 1 table \(a step processes an estimated 8,000,000,000,000 rows/);
          const recursive = await failure(client, "query", {
            sql: "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t",
          });
          assert.equal(recursive.code, "approvals-unavailable");
          assert.match(recursive.text, /its cost is unknown/);
        },
      );

      it(
        verifies(
          "presto.revenue-policy",
          "A user outside of ads-eng cannot read revenue, neither with the tool nor with a query",
        ),
        async () => {
          const other = await presto.connect({ ...ines, era });
          const { tools } = await other.listTools();
          assert.equal(
            tools.some(({ name }) => name === "get_revenue_metrics"),
            false,
          );
          const byTool = await failure(other, "get_revenue_metrics", { from: "2026-01", to: "2026-01" });
          assert.equal(byTool.code, "not-allowed");
          assert.match(byTool.text, /ines.*revenue-metrics.*#presto-help/s);
          for (const sql of [
            "SELECT sum(net_usd) FROM finance.revenue",
            'SELECT count(*) FROM warehouse."FINANCE"."Revenue"',
            "WITH r AS (SELECT * FROM finance.invoices) SELECT count(*) FROM r",
            "SELECT (SELECT max(net_usd) FROM finance.revenue)",
            "TABLE finance.revenue",
            "EXPLAIN ANALYZE SELECT * FROM finance.revenue",
          ]) {
            const { code, text } = await failure(other, "query", { sql });
            assert.equal(code, "not-allowed", sql);
            assert.match(text, /schema finance.*ads-eng/);
          }
          assert.equal(
            Page.parse(await answer(other, "query", { sql: "SELECT 1 FROM ads.campaigns LIMIT 1" })).row_count,
            1,
          );
        },
      );
    });
  }

  it("A user without access by the policy is refused everything", async () => {
    for (const caller of [
      { user: "finn", groups: ["finance"] },
      { user: "omar", groups: [] },
      { ...ada, surface: "chat-web" as const },
    ]) {
      await assert.rejects(presto.connect(caller));
    }
  });
});
