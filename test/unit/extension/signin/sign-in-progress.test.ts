import assert from "node:assert/strict";
import { SignInProgress } from "../../../../extension/signin/sign-in-progress.ts";

describe("the progress of a sign-in", () => {
  it("A code makes the progress due at once, and the progress shows the code that came before it", async () => {
    const progress = new SignInProgress();
    progress.update("type the code BCDF-GHJK in your browser.");
    await progress.due;
    const lines: string[] = [];
    progress.showIn({ report: ({ message }) => lines.push(message) });
    progress.update("another");
    assert.deepEqual(lines, ["type the code BCDF-GHJK in your browser.", "another"]);
  });

  it("A sign-in that takes long is due without a code", async () => {
    const progress = new SignInProgress();
    // The wait alone does not keep a program running, so this test does.
    const running = setInterval(() => {}, 1_000);
    await progress.due;
    clearInterval(running);
    const lines: string[] = [];
    progress.showIn({ report: ({ message }) => lines.push(message) });
    assert.deepEqual(lines, ["finish in your browser."]);
  });
});
