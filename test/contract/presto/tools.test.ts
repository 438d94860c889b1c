import assert from "node:assert/strict";
import { prestoServer } from "@drawbridge/presto/server";
import type { Client } from "@modelcontextprotocol/client";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { smallWarehouseEvents } from "../../support/engines/small-warehouse.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, answer, eras, failure, Page, type RunningPresto, startPresto } from "./running-presto.ts";

describe("the Presto server's tools", function () {
  this.timeout(30_000);
  let presto: RunningPresto;
  before(async () => {
    presto = await startPresto();
  });
  after(() => presto.close());

  it(
    verifies("presto.small-list", "The Presto server lists at most eight tools, in at most 1,500 tokens"),
    async () => {
      const client = await presto.connect(ada);
      const { tools } = await client.listTools();
      const tokens = countTokens(JSON.stringify(tools));
      console.log(`      tools/list: ${tools.length} tools, ${tokens} tokens (o200k)`);
      assert.ok(tools.length <= 8);
      assert.ok(tokens <= 1_500, `${tokens} tokens`);
      assert.deepEqual(
        tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint, annotations?.destructiveHint ?? false]),
        [
          ["query", true, false],
          ["query_result", true, false],
          ["cancel_query", false, false],
          ["find_tables", true, false],
          ["describe_table", true, false],
          ["explain_query", true, false],
          ["write_query", false, true],
          ["get_revenue_metrics", true, false],
        ],
      );
      assert.ok((prestoServer.instructions ?? "").length <= 2_000);
    },
  );

  for (const era of eras) {
    describe(`in the ${era} era`, () => {
      let client: Client;
      before(async () => {
        client = await presto.connect({ ...ada, era });
      });

      it(verifies("presto.query", "The tool query returns rows, columns and the price"), async () => {
        const sql = "SELECT event_type, count(*) AS n, sum(revenue_usd) AS usd FROM ads.events GROUP BY 1 ORDER BY 1;";
        const page = Page.parse(await answer(client, "query", { sql }));
        assert.deepEqual(page.columns, [
          { name: "event_type", type: "VARCHAR" },
          { name: "n", type: "BIGINT" },
          { name: "usd", type: "DECIMAL(38,4)" },
        ]);
        assert.deepEqual(
          page.rows.map(([type]) => type),
          ["click", "conversion", "impression"],
        );
        assert.equal(
          page.rows.reduce((sum, [, n]) => sum + Number(n), 0),
          smallWarehouseEvents,
        );
        assert.deepEqual(page.estimate, { rows: smallWarehouseEvents, bytes: smallWarehouseEvents * (32 + 8) });
        assert.deepEqual(
          [page.status, page.row_count, page.query_id, page.truncated],
          ["finished", 3, undefined, undefined],
        );
      });

      it("The tools find_tables and describe_table find and describe tables", async () => {
        assert.deepEqual(await answer(client, "find_tables", { pattern: "campaign" }), {
          tables: [
            { name: "warehouse.ads.campaigns", comment: "Campaigns of the advertisers; one row each." },
            {
              name: "warehouse.ads.impressions_daily",
              comment: "ads.events summed up by day and campaign: start here for trends.",
            },
          ].filter(({ comment }) => comment.toLowerCase().includes("campaign")),
        });
        const table = await answer(client, "describe_table", { table: "warehouse.ads.advertisers" });
        assert.deepEqual(table, {
          name: "warehouse.ads.advertisers",
          comment: "Companies that buy advertising; one row each.",
          rows: 320,
          columns: [
            { name: "advertiser_id", type: "INTEGER", comment: "Primary key." },
            { name: "name", type: "VARCHAR", comment: "Company name, unique." },
            { name: "industry", type: "VARCHAR", comment: "Line of business." },
            { name: "country", type: "VARCHAR", comment: "ISO 3166 code of the billing country." },
            { name: "tier", type: "VARCHAR", comment: "enterprise, growth or self-serve." },
            { name: "signed_on", type: "DATE", comment: "Date of the first contract." },
          ],
        });
        const missing = await failure(client, "describe_table", { table: "ads.nope" });
        assert.match(missing.text, /no such table.*find_tables/);
      });

      it(
        verifies(
          "presto.explain",
          "The tool explain_query says whether a statement would run, and why not, without running it",
        ),
        async () => {
          assert.deepEqual(await answer(client, "explain_query", { sql: "SELECT name FROM ads.campaigns" }), {
            valid: true,
            within_budget: true,
            tables: ["ads.campaigns"],
            rows: 1200,
            bytes: 1200 * 32,
          });
          assert.deepEqual(await answer(client, "explain_query", { sql: "SHOW TABLES FROM ads" }), {
            valid: true,
            within_budget: true,
            tables: [],
            rows: 0,
            bytes: 0,
          });
          const crossed = await answer(client, "explain_query", {
            sql: "SELECT count(*) FROM ads.events a CROSS JOIN ads.events b CROSS JOIN ads.campaigns c",
          });
          assert.deepEqual(crossed, {
            valid: true,
            within_budget: false,
            reason:
              "It needs approval: a step processes an estimated 480,000,000,000 rows, over the budget of 100,000,000,000 rows.",
            tables: ["ads.events", "ads.campaigns"],
            rows: 20_000 * 20_000 * 1_200,
            bytes: 0,
          });
          for (const [sql, reason] of [
            ["SELECT nope FROM ads.campaigns", /"nope" not found.*line 1, column 8/],
            ["DELETE FROM ads.campaigns", /DELETE changes something.*write_query/],
            ["SELECT FROM", /./],
          ] as const) {
            const explainAll = await answer(client, "explain_query", { sql });
            assert.ok(
              typeof explainAll === "object" && explainAll !== null && "reason" in explainAll && "valid" in explainAll,
            );
            assert.equal(explainAll.valid, false);
            assert.match(String(explainAll.reason), reason);
          }
        },
      );

      it("The tool get_revenue_metrics returns the agreed revenue by month, advertiser or region", async () => {
        const months = await answer(client, "get_revenue_metrics", { from: "2026-01", to: "2026-02" });
        const { rows } = Page.parse(
          await answer(client, "query", {
            sql: "SELECT CAST(month AS VARCHAR), sum(gross_usd), sum(credits_usd), sum(net_usd) FROM finance.revenue WHERE month IN (DATE '2026-01-01', DATE '2026-02-01') GROUP BY 1 ORDER BY 1",
          }),
        );
        assert.deepEqual(months, {
          metrics: rows.map(([group, gross_usd, credits_usd, net_usd]) => ({ group, gross_usd, credits_usd, net_usd })),
        });
        assert.equal(rows.length, 2);
        const one = await answer(client, "get_revenue_metrics", {
          from: "2025-01",
          to: "2026-06",
          advertiser: "juniper fitness",
          by: "advertiser",
        });
        assert.match(JSON.stringify(one), /^\{"metrics":\[\{"group":"Juniper Fitness",[^}]*\}\]\}$/);
        const none = await answer(client, "get_revenue_metrics", {
          from: "2025-01",
          to: "2025-01",
          advertiser: "x' OR '1'='1",
        });
        assert.deepEqual(none, { metrics: [] });
        const swapped = await failure(client, "get_revenue_metrics", { from: "2026-02", to: "2026-01" });
        assert.deepEqual([swapped.code, /must not be before from/.test(swapped.text)], ["invalid-input", true]);
      });
    });
  }
});

describe("the Presto server on an engine without a revenue table", function () {
  this.timeout(30_000);
  it("Without a revenue table, get_revenue_metrics says what is missing and who can set it", async () => {
    // No server listens at that address, because this call needs no engine.
    const presto = await startPresto({ PRESTO_URL: "http://127.0.0.1:9" });
    try {
      const client = await presto.connect(ada);
      const { code, text } = await failure(client, "get_revenue_metrics", { from: "2026-01", to: "2026-01" });
      assert.equal(code, "not-configured");
      assert.match(text, /PRESTO_REVENUE_TABLE/);
    } finally {
      await presto.close();
    }
  });
});
