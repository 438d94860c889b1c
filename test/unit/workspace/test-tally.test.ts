import assert from "node:assert/strict";
import { emptyTally, failureList, sumOf, type Tally, tallyOfProcess } from "../../../scripts/test-tally.ts";
import { verifies } from "../../support/verifies.ts";

const passed: Tally = { passes: 3, failures: 0, pending: 1, failed: [] };
const failure = { title: "a door opens", file: "test/door.test.ts", reason: "Error: closed\n    at door.ts:1\n" };
const one: Tally = { passes: 2, failures: 1, pending: 0, failed: [failure] };

describe("the counts of a test process", () => {
  it(verifies("workspace.failures-listed", "A process that ended well counts as its tests"), () => {
    assert.deepEqual(tallyOfProcess(passed, null), passed);
    assert.deepEqual(tallyOfProcess(one, "it ended with exit code 1"), one);
  });

  for (const [what, tally, ended, failures] of [
    ["died before it had counted", null, "it ended with SIGKILL", 1],
    ["failed outside its tests", passed, "it ended with exit code 7", 1],
    ["ran no test", emptyTally, null, 1],
  ] as const)
    it(verifies("workspace.failures-listed", `A process that ${what} is one failure, with its reason`), () => {
      const counted = tallyOfProcess(tally, ended);
      assert.equal(counted.failures, failures);
      assert.equal(counted.passes, tally?.passes ?? 0);
      assert.deepEqual(
        counted.failed.map(({ reason }) => reason),
        [ended ?? "it ran no test"],
      );
    });

  it(
    verifies(
      "workspace.failures-listed",
      "The list of failures has title, file and reason, without frames of packages",
    ),
    () => {
      const noisy = {
        ...failure,
        reason: `${failure.reason}    at node_modules/mocha/lib/runner.js:1\n    at door.ts:2`,
      };
      assert.equal(
        failureList(sumOf(one, { ...emptyTally, failed: [noisy] }).failed),
        [
          "Failed:",
          "  1) a door opens",
          "     test/door.test.ts",
          "     Error: closed",
          "         at door.ts:1",
          "  2) a door opens",
          "     test/door.test.ts",
          "     Error: closed",
          "         at door.ts:1",
          "         at door.ts:2",
        ].join("\n"),
      );
      assert.equal(failureList([]), "");
    },
  );

  it(verifies("workspace.failures-listed", "Many failures are listed once more at the very end, a line each"), () => {
    const list = (count: number): string =>
      failureList(Array.from({ length: count }, (_, at) => ({ ...failure, title: `door ${at}` })));
    assert.doesNotMatch(list(3), /In short/);
    assert.equal(
      list(4).slice(list(4).indexOf("In short")),
      ["In short, the first one first:", ...[0, 1, 2, 3].map((at) => `  ${at + 1}) door ${at}: Error: closed`)].join(
        "\n",
      ),
    );
  });
});
