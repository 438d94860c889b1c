import assert from "node:assert/strict";
import { maxFailureLength, RunOutcome } from "@drawbridge/contracts/approvals";
import { ToolError } from "@drawbridge/framework";
import { failureSentence } from "../../../../reference-servers/framework/answers/failure-sentence.ts";
import { Stopped } from "../../../../reference-servers/framework/answers/stop.ts";
import { verifies } from "../../../support/verifies.ts";

describe("why an approved run failed, in a sentence", () => {
  it(verifies("gate.run-report", "The failure of a run is the tool's own sentence where the tool foresaw it"), () => {
    assert.equal(failureSentence(new ToolError("full", "The disk is full.", "Free some."), 1000), "The disk is full.");
  });

  it(
    verifies(
      "gate.run-report",
      "The failure of a run holds nothing from an unforeseen error, which may quote anything",
    ),
    () => {
      const sentence = failureSentence(new Error("duplicate key (email)=(ada@example.com)"), 1000);
      assert.doesNotMatch(sentence, /ada|email/);
      assert.match(sentence, /fault of its own/);
    },
  );

  it(verifies("gate.run-report", "The failure of a run distinguishes a stopped run from a failed one"), () => {
    assert.match(failureSentence(new Stopped("timed-out"), 45_000), /longer than 45 s/);
    assert.match(failureSentence(new Stopped("cancelled"), 1000), /cancelled/);
  });

  it(
    verifies(
      "gate.run-report",
      "The failure of a run fits the wire and hides no character, regardless of the tool's text",
    ),
    () => {
      for (const text of ["x".repeat(5_000), "\u202e\u3164".repeat(2_000), "\u{1f600}".repeat(400)]) {
        const failure = failureSentence(new ToolError("x", text, ""), 1000);
        assert.ok(failure.length <= maxFailureLength, String(failure.length));
        assert.ok(RunOutcome.safeParse({ outcome: "failed", failure }).success);
        assert.doesNotMatch(failure, /\u202e|\u3164/);
      }
    },
  );
});
