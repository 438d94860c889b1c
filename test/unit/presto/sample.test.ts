import assert from "node:assert/strict";
import { maxCellLength } from "@drawbridge/contracts/approvals/table-sample";
import { columnsOf, selectOf, textOf } from "../../../reference-servers/servers/presto/sample.ts";
import { table } from "../../support/engines/object-names.ts";
import { verifies } from "../../support/verifies.ts";

const named = (...names: string[]) => ({ columns: names.map((name) => ({ name, type: "varchar", comment: null })) });

describe("the read of a few rows of a table", () => {
  it(
    verifies(
      "presto.sample",
      "The read leaves out columns that are named as secrets, and those after the first twelve",
    ),
    () => {
      const many = Array.from({ length: 12 }, (_, index) => `c${index}`);
      const columns = columnsOf(named("api_token", ...many));
      assert.deepEqual(columns, { shown: many.slice(0, 11), hidden: ["api_token"], moreColumns: 1 });
    },
  );

  it(verifies("presto.sample", "The read names every column and part in quotes, and asks for five rows"), () => {
    const object = { ...table("warehouse.ads.x"), name: 'or"der' };
    assert.equal(
      selectOf({ object }, ["id", 'na"me']),
      'SELECT "id", "na""me" FROM "warehouse"."ads"."or""der" LIMIT 5',
    );
  });

  for (const [what, cell, text] of [
    ["NULL", null, null],
    ["a text", "a b", "a b"],
    ["a number", 1.5, "1.5"],
    ["a list", [1, "a"], '[1,"a"]'],
    ["half a character", "\ud800", "\ufffd"],
    ["a long text", "x".repeat(maxCellLength + 1), `${"x".repeat(maxCellLength)}…`],
  ] as const) {
    it(verifies("presto.sample", `A cell shows ${what} as a person can read it and a store accepts it`), () => {
      assert.equal(textOf(cell), text);
    });
  }
});
