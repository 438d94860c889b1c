import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { repository, sourceFiles } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

/** The first text in the call of a test on a line of its own, after the id of a promise. */
const titledTest = /^\s*it\(\s*(?:verifies\(\s*"[^"]+",\s*)?(?:"((?:\\.|[^"\\])+)"|`((?:\\.|[^`\\])+)`)/gm;

/** A title starts with a capital letter, a number, a value, or the name of a command, file or function. */
const startsSentence = /^(?:[A-Z0-9`]|\\`|\$\{|npm |docs\/|[a-z]+[A-Z]\w* )/;

const titlesOf = (file: string): readonly string[] =>
  [...readFileSync(file, "utf8").matchAll(titledTest)].map(([, quoted, template]) => quoted ?? template ?? "");

describe("the titles of the tests", () => {
  const files = sourceFiles().filter((file) => file.startsWith(`${repository}test/`) && file.endsWith(".ts"));

  it(verifies("workspace.whole-titles", "Every test title starts as a sentence and has at least three words"), () => {
    const partial = files.flatMap((file) =>
      titlesOf(file)
        .filter((title) => !startsSentence.test(title) || title.split(" ").length < 3)
        .map((title) => `${file.slice(repository.length)}: ${title}`),
    );
    assert.deepEqual(partial, []);
  });

  it(verifies("workspace.whole-titles", "The check of titles finds the titles of the tests"), () => {
    assert.ok(files.flatMap(titlesOf).length > 1_000);
  });
});
