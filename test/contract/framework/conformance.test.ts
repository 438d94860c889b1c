import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runConformance } from "../../support/conformance/suite.ts";
import { type ConformanceTarget, conformanceTarget } from "../../support/conformance/target.ts";
import { verifies } from "../../support/verifies.ts";

const expectedFailures = fileURLToPath(new URL("expected-failures.yml", import.meta.url));

/** Scenarios that must have passed: what each revision requires of a server (30 and 37), without the expected failures. */
const required = { "2025-11-25": 26, "2026-07-28": 37 } as const;

describe("the protocol's conformance suite, through the edge", () => {
  let target: ConformanceTarget;

  before(async () => {
    target = await conformanceTarget();
  });
  after(() => target.close());

  for (const [revision, count] of Object.entries(required)) {
    it(
      verifies(
        "framework.conformance",
        `The conformance suite of ${revision} passes, except for the expected failures`,
      ),
      async () => {
        const run = await runConformance(target.url, revision, expectedFailures);
        assert.equal(run.exitCode, 0, run.summary);
        assert.ok(run.passed.length >= count, run.summary);
      },
    ).timeout(120_000);
  }
});
