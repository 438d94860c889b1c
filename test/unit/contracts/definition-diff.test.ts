import assert from "node:assert/strict";
import { definitionDiff, marks } from "@drawbridge/contracts/approvals/definition-diff";
import { verifies } from "../../support/verifies.ts";

const change = (now: string | null, after: string | null) => ({ object: "ads.seen", now, after, why: null });
const marked = (now: string, after: string) =>
  (definitionDiff(change(now, after)) ?? []).map(({ kind, text }) => `${marks[kind]}${text}`);

describe("the difference of a definition", () => {
  it(verifies("presto.definition", "The difference has every line of the definition, each with its mark"), () => {
    assert.deepEqual(marked("SELECT id\nFROM a\nWHERE id > 3", "SELECT id\nFROM b\nWHERE id > 3"), [
      " SELECT id",
      "-FROM a",
      "+FROM b",
      " WHERE id > 3",
    ]);
  });

  it(
    verifies("presto.definition", "Two equal definitions differ in no line, with and without a last line break"),
    () => {
      assert.deepEqual(marked("a\nb", "a\nb\n"), [" a", " b"]);
    },
  );

  it(verifies("presto.definition", "There is no difference where a side is not shown"), () => {
    assert.equal(definitionDiff(change("a", null)), null);
    assert.equal(definitionDiff(change(null, null)), null);
  });
});
