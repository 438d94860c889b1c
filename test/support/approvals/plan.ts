/** Sample plans for tests: a write that needs an approval, and a condition for similar calls. */
import type { Plan } from "@drawbridge/contracts/approvals";
import type { TableSample } from "@drawbridge/contracts/approvals/table-sample";
import type { Similar } from "@drawbridge/contracts/similar-calls";

/** The condition for similar calls: at most 20 calls, 5,000 rows each and 10,000 rows in all. */
export const alike = (target = "ads.spend", overrides: Partial<Similar> = {}): Similar => ({
  ...{ verb: "INSERT", target, sources: ["ads.staging"], maxRowsPerUse: 5_000, maxUses: 20, maxRows: 10_000 },
  ...overrides,
});

/** A write that its caller may approve, alone or together with similar calls. */
export const planOf = (overrides: Partial<Plan> = {}): Plan => ({
  summary: "INSERT into ads.spend",
  verb: "INSERT",
  text: { language: "sql", content: "INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE '2026-11-21'" },
  target: "presto",
  effect: "write",
  objects: ["ads.spend"],
  cost: { rows: 1200, bytes: 48_000_000 },
  reversible: "no",
  similar: alike(),
  ...overrides,
});

/** One row of the table that the plan changes, with this text in its only column. */
export const sampleOf = (cell: string): TableSample => ({
  ...{ object: "ads.spend", columns: ["id"], rows: [[cell]], hidden: [], moreColumns: 0, why: null },
});
