import assert from "node:assert/strict";
import { type Budgets, budgetOf, overBudget } from "../../../reference-servers/servers/presto/budget.ts";
import { verifies } from "../../support/verifies.ts";

const budgets: Budgets = {
  everyone: { bytes: 100, rows: 100 },
  groups: { infra: { bytes: 1000, rows: 10 }, "ads-eng": { bytes: 10, rows: 1000 } },
};

describe("a budget", () => {
  const whose: readonly (readonly [groups: string[], bytes: number, rows: number])[] = [
    [[], 100, 100],
    [["finance"], 100, 100],
    [["infra"], 1000, 10],
    [["ads-eng", "finance"], 10, 1000],
    [["ads-eng", "infra"], 1000, 1000],
    [["constructor", "__proto__"], 100, 100],
  ];
  for (const [groups, bytes, rows] of whose) {
    it(
      verifies(
        "presto.budget",
        `The budget of the groups ${JSON.stringify(groups)} is ${bytes} bytes and ${rows} rows`,
      ),
      () => {
        assert.deepEqual(budgetOf(groups, budgets), { bytes, rows });
      },
    );
  }

  const budget = { bytes: 10 * 2 ** 30, rows: 1e6 };
  it("A budget allows a cost up to its limit", () => {
    assert.equal(overBudget({ bytes: 0, rows: 0 }, budget), null);
    assert.equal(overBudget({ bytes: 10 * 2 ** 30, rows: 1e6 }, budget), null);
  });

  it("A cost over the budget is reported with both numbers", () => {
    assert.equal(
      overBudget({ bytes: 3.5 * 2 ** 40, rows: 1 }, budget),
      "it reads an estimated 3.5 TiB, over the budget of 10 GiB",
    );
    assert.equal(
      overBudget({ bytes: 1, rows: 1e6 + 1 }, budget),
      "a step processes an estimated 1,000,001 rows, over the budget of 1,000,000 rows",
    );
    assert.equal(overBudget({ bytes: 700, rows: 1 }, { bytes: 0.5, rows: 1 })?.includes("700 B"), true);
  });

  it(verifies("presto.budget", "An unknown cost is never within a budget"), () => {
    for (const cost of [
      { bytes: "unknown", rows: 1 },
      { bytes: 1, rows: "unknown" },
    ] as const) {
      assert.equal(overBudget(cost, { bytes: Number.MAX_VALUE, rows: Number.MAX_VALUE }), "its cost is unknown");
    }
  });
});
