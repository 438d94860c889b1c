import assert from "node:assert/strict";
import {
  type ApprovalState,
  approvalStates,
  approvalSteps,
  isEarlier,
  isFinal,
  isOpen,
  isRunning,
} from "@drawbridge/contracts/approvals/states";
import { verifies } from "../../support/verifies.ts";

const stepsFrom = (state: ApprovalState): readonly string[] =>
  Object.entries(approvalSteps).flatMap(([kind, { from, to }]) =>
    to !== null && from.some((each) => each === state) ? [kind] : [],
  );

describe("the states of a request", () => {
  for (const state of approvalStates) {
    it(verifies("approvals.states", `The state ${state} is exactly one of open, running and final`), () => {
      assert.equal([isOpen(state), isRunning(state), isFinal(state)].filter(Boolean).length, 1);
      assert.equal(isFinal(state), stepsFrom(state).length === 0, "a final state has no step out of it");
    });

    it(verifies("approvals.states", `The state ${state} comes before each state that a step leads to`), () => {
      for (const kind of stepsFrom(state)) {
        const to = Object.entries(approvalSteps).find(([each]) => each === kind)?.[1].to;
        assert.ok(to != null && isEarlier(state, to) && !isEarlier(to, state), `${state} → ${to}`);
      }
    });
  }
});
