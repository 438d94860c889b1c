import assert from "node:assert/strict";
import { formatAct, objectFirst } from "@drawbridge/contracts/approvals/act-text";
import { plainText } from "@drawbridge/contracts/approvals/surface";
import { verifies } from "../../support/verifies.ts";

const plan = {
  summary: "CREATE OR REPLACE TABLE ads.campaigns AS SELECT",
  verb: "CREATE OR REPLACE TABLE AS",
  objects: ["ads.campaigns", "ads.events"],
};

describe("the words that name an act", () => {
  it(
    verifies("presto.act-named", "The words of an act name what is only read, and no more of it than fits on a line"),
    () => {
      const withReads = { ...plan, writes: ["ads.campaigns"], reads: ["a", "b", "c", "d", "e"] };
      assert.equal(
        formatAct(withReads, plainText),
        "CREATE OR REPLACE TABLE ads.campaigns AS SELECT, reads from a, b, c and 2 more",
      );
      assert.equal(formatAct({ ...plan, writes: plan.objects, reads: [] }, plainText), plan.summary);
    },
  );

  it(verifies("presto.act-named", "The short words of an act begin with the object"), () => {
    assert.equal(
      objectFirst({ ...plan, writes: ["ads.campaigns"], reads: ["ads.events"] }),
      "ads.campaigns · CREATE OR REPLACE TABLE AS",
    );
    assert.equal(objectFirst({ verb: "SELECT", objects: ["a", "b"], writes: [], reads: ["a", "b"] }), "a +1 · SELECT");
    assert.equal(objectFirst({ verb: "ANALYZE", objects: [] }), "ANALYZE");
  });

  it(verifies("presto.act-named", "Every object counts as changed where a server does not distinguish"), () => {
    assert.equal(objectFirst(plan), "ads.campaigns +1 · CREATE OR REPLACE TABLE AS");
    assert.equal(formatAct(plan, plainText), plan.summary);
  });
});
