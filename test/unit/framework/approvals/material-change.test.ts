import assert from "node:assert/strict";
import { materialChange } from "@drawbridge/framework/approvals/material-change";
import type { Plan } from "@drawbridge/framework/plan";
import { verifies } from "../../../support/verifies.ts";

const plan: Plan = {
  summary: "DELETE ads.events",
  verb: "DELETE",
  text: { language: "sql", content: "DELETE FROM ads.events" },
  target: "duckdb",
  effect: "destructive",
  objects: ["ads.events", "ads.campaigns"],
  cost: { rows: 100, bytes: 1000 },
  reversible: "no",
  similar: null,
};
const cost = (rows: Plan["cost"]["rows"], bytes: Plan["cost"]["bytes"]) => ({ cost: { rows, bytes } });

const cases: readonly (readonly [string, Partial<Plan>, Partial<Plan>, RegExp | null])[] = [
  ["the same", {}, {}, null],
  ["objects in another order, and one twice", {}, { objects: ["ads.campaigns", "ads.events", "ads.campaigns"] }, null],
  ["another summary and condition", {}, { summary: "Delete", similar: "all" }, null],
  ["a cost within twice", {}, cost(200, 2000), null],
  ["a smaller cost", {}, cost(0, 0), null],
  ["more than twice the rows", {}, cost(201, 1000), /201 rows, and was 100/],
  ["more than twice the bytes", {}, cost(100, 2001), /2,001 bytes, and was 1,000/],
  ["rows where there were none", cost(0, 0), cost(1, 0), /1 rows, and was 0/],
  ["a cost that is not known any more", {}, cost("unknown", 1000), /rows is not known any more/],
  ["bytes that are not known any more", {}, cost(100, "unknown"), /bytes is not known any more/],
  ["a cost that became known", cost("unknown", "unknown"), cost(1e12, 1e15), null],
  ["another verb", {}, { verb: "DROP TABLE" }, /now DROP TABLE, and was DELETE/],
  ["another target", {}, { target: "presto" }, /now runs on presto/],
  ["another effect", { effect: "write" }, {}, /effect is now destructive/],
  ["another text", {}, { text: { language: "sql", content: "DELETE FROM ads.x" } }, /another text/],
  ["no text any more", {}, { text: null }, /another text/],
  ["one object more", {}, { objects: [...plan.objects, "finance.revenue"] }, /finance\.revenue/],
  [
    "one object less",
    {},
    { objects: ["ads.events"] },
    /touches ads\.events, and was to touch ads\.campaigns, ads\.events/,
  ],
  ["no way back any more", { reversible: "yes" }, {}, /undone/],
  ["a way back", {}, { reversible: "yes" }, null],
];

describe("a plan that was approved", () => {
  for (const [which, approved, now, expected] of cases) {
    it(verifies("gate.plan-changed", `and ${which}: ${expected === null ? "the same" : "another plan"}`), () => {
      const change = materialChange({ ...plan, ...approved }, { ...plan, ...now });
      if (expected === null) assert.equal(change, null);
      else assert.match(String(change), expected);
    });
  }
});
