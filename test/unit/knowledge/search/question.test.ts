import assert from "node:assert/strict";
import { namePartsOf } from "../../../../reference-servers/servers/knowledge/reading/name-parts.ts";
import { boundQuestion, maxQuestionChars } from "../../../../reference-servers/servers/knowledge/search/question.ts";
import { processorTime } from "../../../support/clocks/processor-time.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a question", () => {
  it(
    verifies(
      "knowledge.long-questions",
      "A question is cut only if it is too long, in its middle, and never inside a character",
    ),
    () => {
      const fits = "x".repeat(maxQuestionChars);
      assert.deepEqual(boundQuestion(fits), { text: fits, isCut: false });
      const { text, isCut } = boundQuestion(`begin${"𠮷".repeat(maxQuestionChars)}theend`);
      assert.ok(isCut && text.length <= maxQuestionChars + 1 && text.isWellFormed());
      assert.match(text, /^begin[\s\S]*\n[\s\S]*theend$/);
    },
  );

  it(verifies("knowledge.structure", "The class in a qualified name is a name, and its words are parts"), () => {
    assert.deepEqual(namePartsOf("io.delta.ConcurrentDeleteException and spark.sql.shuffle HTTPServer a"), {
      names: "concurrentdeleteexception",
      parts: "io delta concurrent delete exception spark sql shuffle http server",
    });
  });

  it(verifies("knowledge.hostile-input", "The parts of names in a text of any form are found in linear time"), () => {
    for (const text of [
      "x".repeat(1_000_000),
      "aB".repeat(500_000),
      "a.".repeat(500_000),
      "a..".repeat(300_000),
      ".".repeat(1_000_000),
    ]) {
      const workMs = processorTime();
      namePartsOf(text);
      assert.ok(workMs() < 2_000, text.slice(0, 6));
    }
  });
});
