import assert from "node:assert/strict";
import { decisionBlocker } from "../../../../../extension/approvals/decide/decision-blocker.ts";
import { verifies } from "../../../../support/verifies.ts";

describe("what hinders a decision", () => {
  for (const [phase, current, words] of [
    ["signed-in", true, null],
    ["signed-in", false, /registry cannot be reached/],
    ["expired", false, /session has ended/],
    ["signed-out", false, /signed out/],
    ["trouble", false, /cannot be reached/],
  ] as const) {
    it(
      verifies(
        "vscode.approval-offline",
        `A page in the phase ${phase}, ${current ? "current" : "not current"}, says what hinders`,
      ),
      () => {
        const found = decisionBlocker({ phase, current });
        if (words === null) assert.equal(found, null);
        else assert.match(found?.text ?? "", words);
        assert.equal(found?.signIn ?? false, phase === "expired" || phase === "signed-out");
      },
    );
  }
});
