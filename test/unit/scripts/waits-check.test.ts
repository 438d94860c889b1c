import assert from "node:assert/strict";
import { checkWaits, waitsIn } from "../../../scripts/waits-check.ts";
import { verifies } from "../../support/verifies.ts";

const call = (name: string): string => `await ${name}(100);`;

describe("the check of waits", () => {
  for (const name of ["sleep", "pause", "delay", "setTimeout", "page.waitForTimeout"]) {
    it(
      verifies("workspace.no-bare-waits", `The check of waits finds a call of ${name} in a test, and its line`),
      () => {
        assert.deepEqual(waitsIn(`const a = 1;\n${call(name)}`), [2]);
      },
    );
  }

  it(verifies("workspace.no-bare-waits", "The check of waits ignores a wait for a condition"), () => {
    assert.deepEqual(waitsIn('await until("it is there", () => there);\nclearTimeout(timer);'), []);
  });

  it(verifies("workspace.no-bare-waits", "No test outside test/faults waits for a bare time"), () => {
    const printed: string[] = [];
    assert.equal(
      checkWaits((line) => printed.push(line)),
      true,
      printed.join("\n"),
    );
  });
});
