import assert from "node:assert/strict";
import { successIn } from "../../../extension/first-successes.ts";
import type { ControlEvent } from "../../../proxy/contracts/control.ts";
import { verifies } from "../../support/verifies.ts";
import { request, view } from "./approvals/requests.ts";

describe("what completes a step of the walkthrough", () => {
  const call = (outcome: string): ControlEvent => ({
    event: "call",
    call: { at: "2026-11-30T10:00:00.000Z", server: "presto", tool: "query", ms: 9, outcome, agent: "codex" },
  });
  const approvals = (state: "pending" | "approved" | "rejected" | "expired"): ControlEvent => ({
    event: "approvals",
    changed: [{ approval: request(view("a"), state), askers: [] }],
    scopes: [],
  });

  it(verifies("vscode.real-success", "Only a call that was answered completes the step of the query"), () => {
    assert.equal(successIn(call("ok")), "hasQueried");
    for (const outcome of ["tool-error", "approval-pending", "unreachable", "cancelled"])
      assert.equal(successIn(call(outcome)), null);
  });

  it(verifies("vscode.real-success", "Only a decision completes the step of the approvals"), () => {
    assert.equal(successIn(approvals("approved")), "hasDecided");
    assert.equal(successIn(approvals("rejected")), "hasDecided");
    for (const state of ["pending", "expired"] as const) assert.equal(successIn(approvals(state)), null);
  });
});
