import assert from "node:assert/strict";
import { sampleText } from "@drawbridge/contracts/approvals/sample-text";
import { plainText } from "@drawbridge/contracts/approvals/surface";
import type { TableSample } from "@drawbridge/contracts/approvals/table-sample";
import { verifies } from "../../support/verifies.ts";

const sample: TableSample = {
  object: "ads.spend",
  columns: ["id", "na\u202eme"],
  rows: [
    ["1", null],
    ["2", "a\nb"],
  ],
  hidden: ["api_token"],
  moreColumns: 3,
  why: null,
};

describe("rows of the table that a call changes, in words", () => {
  it(
    verifies("presto.sample", "The rows are shown with what is left out and for whom they are, each character visible"),
    () => {
      assert.deepEqual(sampleText(sample, plainText), {
        columns: ["id", "na\\u{202e}me"],
        rows: [
          ["1", "NULL"],
          ["2", "a\\u{a}b"],
        ],
        notes: [
          "2 rows of ads.spend as they are now. Only you see them.",
          "Not read, because their names say that they hold secrets: api_token.",
          "3 more columns are left out.",
        ],
      });
    },
  );

  it(verifies("presto.sample", "Where no rows were read, the reason is said"), () => {
    const { rows, notes } = sampleText({ ...sample, rows: [], why: "The engine is away." }, plainText);
    assert.deepEqual([rows, notes], [[], ["No rows of ads.spend are shown. The engine is away."]]);
  });

  it(verifies("presto.sample", "An empty table is called empty"), () => {
    assert.deepEqual(sampleText({ ...sample, rows: [] }, plainText).notes, ["ads.spend has no rows now."]);
  });
});
