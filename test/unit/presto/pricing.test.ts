import assert from "node:assert/strict";
import { refusal } from "../../../reference-servers/servers/presto/pricing.ts";
import type { RefusalCode } from "../../../reference-servers/servers/presto/sql/verdict.ts";
import { verifies } from "../../support/verifies.ts";

describe("a refusal of the first judge", () => {
  const codeOf = (code: RefusalCode) => {
    const error = refusal({ kind: "refused", code, message: "No.", next: "Do.", position: { line: 2, column: 5 } });
    assert.equal(error.message, "No. (line 2, column 5)");
    assert.equal(error.next, "Do.");
    return error.code;
  };

  it(
    verifies("presto.dialect", "A refusal distinguishes a form that is not read from a statement that changes"),
    () => {
      assert.equal(codeOf("not-sql"), "not-read-here");
      assert.equal(codeOf("empty"), "invalid-sql");
      assert.equal(codeOf("several-statements"), "not-a-read");
      assert.equal(codeOf("executing-function"), "not-a-read");
      assert.equal(codeOf("unknown-statement"), "not-a-read");
    },
  );
});
