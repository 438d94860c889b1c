import assert from "node:assert/strict";
import type { ApprovalState } from "@drawbridge/contracts/approvals/states";
import { ApprovedOutcomes } from "../../../../../extension/approvals/notify/approved-outcomes.ts";
import { verifies } from "../../../../support/verifies.ts";
import { local, request, storeOf, view } from "../requests.ts";

/** A window in which the person approved the requests "a" and "b". */
function windowAfterApproval() {
  const shown: string[] = [];
  const place = {
    states: { a: "approved", b: "approved" } as Record<string, ApprovalState>,
    pages: { lookedAt: new Set<string>(), inFront: false },
    quiet: false,
  };
  const outcomes = new ApprovedOutcomes({
    store: () => storeOf(Object.entries(place.states).map(([id, state]) => local(request(view(id), state)))),
    pages: place.pages,
    quiet: () => place.quiet,
    show: ({ id }) => void shown.push(id),
  });
  for (const id of ["a", "b"]) outcomes.approved(id);
  outcomes.update();
  return { place, outcomes, shown };
}

describe("the outcomes of the calls that were approved in a window", () => {
  it(verifies("vscode.approval-outcome", "Each outcome is shown once, when the call has ended"), () => {
    const { place, outcomes, shown } = windowAfterApproval();
    assert.deepEqual(shown, []);
    place.states.a = "succeeded";
    outcomes.update();
    place.states.b = "failed";
    outcomes.update();
    outcomes.update();
    assert.deepEqual(shown, ["a", "b"]);
  });

  it(
    verifies("vscode.approval-outcome", "A page with something to decide holds outcomes back until it is gone"),
    () => {
      const { place, outcomes, shown } = windowAfterApproval();
      place.states.a = "succeeded";
      place.pages.inFront = true;
      outcomes.update();
      assert.deepEqual(shown, []);
      place.pages.inFront = false;
      outcomes.update();
      assert.deepEqual(shown, ["a"]);
    },
  );

  it(verifies("vscode.approval-outcome", "A page that shows the ended call takes the place of the message"), () => {
    const { place, outcomes, shown } = windowAfterApproval();
    place.states = { a: "succeeded", b: "approved" };
    place.pages.lookedAt = new Set(["a", "b"]);
    outcomes.update();
    place.pages.lookedAt = new Set();
    place.states.b = "succeeded";
    outcomes.update();
    assert.deepEqual(shown, ["b"]);
  });

  it(verifies("vscode.quiet", "Outcomes wait while the person wants no messages, and show afterwards"), () => {
    const { place, outcomes, shown } = windowAfterApproval();
    place.states.a = "succeeded";
    place.quiet = true;
    outcomes.update();
    assert.deepEqual(shown, []);
    place.quiet = false;
    outcomes.update();
    assert.deepEqual(shown, ["a"]);
  });
});
