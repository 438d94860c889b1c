import assert from "node:assert/strict";
import { stopped, toolFailed } from "../../../../reference-servers/framework/answers/answer.ts";
import { codeOf, textOf } from "../../../support/servers/workshop.ts";
import { verifies } from "../../../support/verifies.ts";

describe("the answer to a failed call", () => {
  it(
    verifies("framework.tool-errors", "The text of a failed call says that it failed, and ends each sentence once"),
    () => {
      for (const message of ["no such table", "no such table."]) {
        const { result, outcome } = toolFailed({ code: "no-such-table", message, next: "Ask find_tables." });
        assert.equal(textOf(result), "failed: no such table. next: Ask find_tables.");
        assert.deepEqual([result.isError, codeOf(result), outcome], [true, "no-such-table", "failed"]);
      }
    },
  );

  it(
    verifies(
      "framework.size-guard",
      "The text of a failed call is short even after a long engine message, and keeps the next step",
    ),
    () => {
      const { result } = toolFailed({ code: "engine-failed", message: "x".repeat(1_000_000), next: "Try again." });
      assert.ok(textOf(result).length < 2_100);
      assert.match(textOf(result), /x… next: Try again\.$/);
    },
  );

  it(verifies("framework.timeout", "The text of a timeout names the time limit, and what to do instead"), () => {
    assert.match(
      textOf(stopped("timed-out", { timeoutMs: 45_000, effect: "read" }, true).result),
      /^failed: it took longer than 45 s and was stopped\. next: /,
    );
  });

  it(
    verifies("framework.timeout", "The text of a timeout of a change says whether it may have run, and only then"),
    () => {
      const words = (began: boolean) =>
        textOf(stopped("timed-out", { timeoutMs: 45_000, effect: "destructive" }, began).result).split("next: ")[1] ??
        "";
      const codeOf = (began: boolean) =>
        stopped("timed-out", { timeoutMs: 45_000, effect: "write" }, began).result._meta?.["drawbridge/code"];
      assert.deepEqual([codeOf(true), codeOf(false)], ["timed-out", "not-begun"]);
      assert.match(words(true), /^It may have run: look/);
      assert.match(words(false), /^Nothing was run/);
      assert.doesNotMatch(words(false), /may have run/);
    },
  );

  it(
    verifies(
      "framework.drain",
      "The answer to a call that a stopping server ends says whether it may have run, and only then",
    ),
    () => {
      const words = (effect: "read" | "write", began: boolean) =>
        textOf(stopped("stopping", { timeoutMs: 45_000, effect }, began).result).split("next: ")[1];
      assert.deepEqual(
        [words("read", true), words("write", false), words("write", true)],
        [
          "It only reads, so call again in a few seconds.",
          "Nothing was run. Call again in a few seconds.",
          "It may have run: look whether it did before you call again.",
        ],
      );
    },
  );
});
