import assert from "node:assert/strict";
import { refusal } from "../../../reference-servers/servers/presto/pricing.ts";
import type { RefusalCode } from "../../../reference-servers/servers/presto/sql/verdict.ts";

describe("a refusal of the first judge", () => {
  const codeOf = (code: RefusalCode) => {
    const error = refusal({ kind: "refused", code, message: "No.", next: "Do.", position: { line: 2, column: 5 } });
    assert.equal(error.message, "No. (line 2, column 5)");
    assert.equal(error.next, "Do.");
    return error.code;
  };

  it("A refusal distinguishes a text that is no statement from a statement that does not read", () => {
    assert.equal(codeOf("not-sql"), "invalid-sql");
    assert.equal(codeOf("empty"), "invalid-sql");
    assert.equal(codeOf("several-statements"), "not-a-read");
    assert.equal(codeOf("executing-function"), "not-a-read");
    assert.equal(codeOf("unknown-statement"), "not-a-read");
  });
});
