import assert from "node:assert/strict";
import { revenueQuery } from "../../../reference-servers/servers/presto/revenue-query.ts";
import { startJudge } from "../../../reference-servers/servers/presto/sql/judge.ts";

describe("the revenue query", () => {
  it("The revenue query sums a range of months", () => {
    assert.equal(
      revenueQuery("finance.revenue", { from: "2026-01", to: "2026-03", by: "month" }),
      "SELECT CAST(month AS VARCHAR), sum(gross_usd), sum(credits_usd), sum(net_usd) FROM finance.revenue " +
        "WHERE month BETWEEN DATE '2026-01-01' AND DATE '2026-03-01' GROUP BY month ORDER BY month",
    );
  });

  it("The revenue query uses any advertiser's name only as a value", async () => {
    const judge = await startJudge("duckdb");
    try {
      for (const advertiser of ["O'Hara", "'; DROP TABLE finance.revenue; --", "\\' OR 1=1", "''", "a\nb", "Zoë ☕"]) {
        const sql = revenueQuery("finance.revenue", { from: "2026-01", to: "2026-01", advertiser, by: "region" });
        const verdict = await judge.read(sql);
        assert.equal(verdict.kind, "read");
        assert.ok(sql.includes(`lower('${advertiser.replaceAll("'", "''")}') GROUP BY region`));
      }
    } finally {
      await judge.close();
    }
  });
});
