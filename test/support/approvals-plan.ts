import type { Plan } from "@drawbridge/contracts/approvals";

/** A write that its caller may approve, alone or with what is similar. */
export const planOf = (wish: Partial<Plan> = {}): Plan => ({
  summary: "INSERT into ads.spend",
  verb: "INSERT",
  text: { language: "sql", content: "INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE '2026-11-21'" },
  target: "presto",
  effect: "write",
  objects: ["ads.spend"],
  cost: { rows: 1200, bytes: 48_000_000 },
  reversible: "no",
  similar: "writes to ads under 1 GB",
  ...wish,
});
