import assert from "node:assert/strict";
import type { Binding, BoundPlan, Plan } from "@drawbridge/framework";
import { materialChange } from "../../../../reference-servers/framework/approvals/material-change.ts";
import { alike } from "../../../support/approvals/plan.ts";
import { verifies } from "../../../support/verifies.ts";

const plan: BoundPlan = {
  summary: "DELETE ads.events",
  verb: "DELETE",
  text: { language: "sql", content: "DELETE FROM ads.events" },
  target: "duckdb",
  effect: "destructive",
  objects: ["ads.events", "ads.campaigns"],
  cost: { rows: 100, bytes: 1000 },
  reversible: "no",
  similar: null,
  basis: { bindings: [], unheld: [] },
};
const cost = (rows: Plan["cost"]["rows"], bytes: Plan["cost"]["bytes"]) => ({ cost: { rows, bytes } });

const binding = (wish: Partial<Binding> = {}): Binding => ({
  object: "ads.todel",
  role: "reads",
  version: "a",
  says: "2 rows, compared whole",
  ...wish,
});
const basis = (...bindings: readonly Binding[]): Pick<BoundPlan, "basis"> => ({
  basis: { bindings: [...bindings], unheld: [] },
});
const unheld = (...says: readonly string[]): Pick<BoundPlan, "basis"> => ({
  basis: { bindings: [], unheld: [...says] },
});

const cases: readonly (readonly [string, Partial<Plan>, Partial<BoundPlan>, RegExp | null])[] = [
  ["the same", {}, {}, null],
  ["objects in another order, and one twice", {}, { objects: ["ads.campaigns", "ads.events", "ads.campaigns"] }, null],
  ["another summary and condition", {}, { summary: "Delete", similar: alike("all") }, null],
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
  ["the same contents behind it", basis(binding()), basis(binding()), null],
  [
    "a row more in what it reads",
    basis(binding()),
    basis(binding({ version: "b", says: "3 rows, compared whole" })),
    /^ads\.todel, which it reads, has changed: it is now 3 rows, compared whole, and was 2 rows, compared whole$/,
  ],
  [
    "other contents of the same size in what it reads",
    basis(binding()),
    basis(binding({ version: "b" })),
    /^ads\.todel, which it reads, has changed$/,
  ],
  [
    "another table by the name of what it changes",
    basis(binding({ role: "writes" })),
    basis(binding({ role: "writes", version: "b" })),
    /^ads\.todel, which it changes, has changed$/,
  ],
  [
    "another definition of a view on the way",
    basis(binding({ role: "view", object: "ads.v" })),
    basis(binding({ role: "view", object: "ads.v", version: "b" })),
    /^the definition of ads\.v has changed$/,
  ],
  [
    "other rows that it takes",
    basis(binding({ role: "effect", says: "exactly 1 row" })),
    basis(binding({ role: "effect", version: "b", says: "exactly 2 rows" })),
    /^what it would do to ads\.todel has changed: it is now exactly 2 rows, and was exactly 1 row$/,
  ],
  ["something more behind it", basis(), basis(binding()), /^it now depends on ads\.todel/],
  ["something less behind it", basis(binding()), basis(), /^it does not depend on ads\.todel any more/],
  ["the same thing read and changed", basis(binding()), basis(binding(), binding({ role: "writes" })), /depends on/],
  ["something that cannot be held any more", unheld(), unheld("The clock."), /can now not be held still: The clock/],
  ["the same that cannot be held", unheld("The clock."), unheld("The clock."), null],
  ["less that cannot be held", unheld("The clock."), unheld(), null],
  ["no basis, from before there were any", { basis: undefined }, basis(), /by what it names only/],
];

describe("a plan that was approved", () => {
  for (const [which, approved, now, expected] of cases) {
    it(
      verifies(
        "gate.plan-changed",
        `An approved plan, then ${which}: it counts as ${expected === null ? "the same plan" : "another plan"}`,
      ),
      () => {
        const change = materialChange({ ...plan, ...approved }, { ...plan, ...now });
        if (expected === null) assert.equal(change, null);
        else assert.match(String(change), expected);
      },
    );
  }
});
