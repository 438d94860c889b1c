import assert from "node:assert/strict";
import { decidesHere, recordsOutcomeHere } from "../../../../../extension/approvals/decide/decision-place.ts";
import { verifies } from "../../../../support/verifies.ts";
import { request, view } from "../requests.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const paired = { user: "ada", authenticatedAt: now - 1_000, until: now + 60_000 };
/** The registry says so of every request that waits no more. */
const ended = { allowed: false, reason: "There is nothing to decide." };

describe("where a call of unknown outcome is recorded", () => {
  const unknown = { ...request(view("a"), "outcome-unknown"), mayDecide: ended };

  it(
    verifies(
      "vscode.approval-settle",
      "An editor that is paired records an unknown outcome, although the registry says that there is nothing to decide",
    ),
    () => {
      assert.equal(decidesHere(unknown, { paired, now }), false);
      assert.equal(recordsOutcomeHere(unknown, { paired, now }), true);
    },
  );

  it(
    verifies(
      "vscode.approval-settle",
      "An editor that is not paired, or not any more, sends the person to the browser",
    ),
    () => {
      assert.equal(recordsOutcomeHere(unknown, { paired: null, now }), false);
      assert.equal(recordsOutcomeHere(unknown, { paired, now: paired.until }), false);
    },
  );

  it(verifies("vscode.approval-settle", "A call whose end is known has nothing to record"), () => {
    for (const state of ["succeeded", "failed", "rejected", "pending"] as const)
      assert.equal(recordsOutcomeHere(request(view("a"), state), { paired, now }), false);
  });
});
