import assert from "node:assert/strict";
import { shownIfLong } from "../../../../extension/signin/shown-if-long.ts";
import { verifies } from "../../../support/verifies.ts";

const never = new Promise<never>(() => {});

describe("the progress of a task that may end at once", () => {
  it(
    verifies("vscode.refused", "A sign-in that fails at once shows no progress, and fails with its own error"),
    async () => {
      const task = Promise.reject(new Error("the registry is away"));
      const shown = shownIfLong(task, never, () => assert.fail("it was shown"));
      await assert.rejects(shown, /the registry is away/);
    },
  );

  it("A task that ends at once shows no progress, and gives its result", async () => {
    assert.equal(await shownIfLong(Promise.resolve(1), never, () => assert.fail("it was shown")), 1);
  });

  it("A task that has not ended when it is due is shown, and ends with what shows it", async () => {
    let end: (value: number) => void = () => {};
    const task = new Promise<number>((resolve) => {
      end = resolve;
    });
    let shown = 0;
    const ended = shownIfLong(task, Promise.resolve(), () => {
      shown += 1;
      return task;
    });
    await new Promise(setImmediate);
    assert.equal(shown, 1);
    end(7);
    assert.equal(await ended, 7);
  });
});
