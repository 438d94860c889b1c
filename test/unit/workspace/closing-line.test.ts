import assert from "node:assert/strict";
import { closingLine } from "../../support/closing-line-reporter.ts";
import { verifies } from "../../support/verifies.ts";

describe("the closing line", () => {
  it(
    verifies(
      "workspace.closing-line",
      "The closing line counts passed and failed tests, and skipped ones only where there are any",
    ),
    () => {
      assert.equal(closingLine(12, 0, 0), "12 passed, 0 failed");
      assert.equal(closingLine(12, 1, 3), "12 passed, 1 failed, 3 skipped");
    },
  );
});
