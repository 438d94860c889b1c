import assert from "node:assert/strict";
import { wordRules } from "../../../scripts/words.ts";
import { hitsIn, hitsOfRepository, namesIn } from "../../../scripts/words-check.ts";
import { verifies } from "../../support/verifies.ts";

/** [a text, the words that are found in it] */
const cases: readonly (readonly [string, readonly string[]])[] = [
  ["// Whoever asks.", ["Whoever"]],
  ['it("asks nobody")', ["nobody"]],
  ["const toNobody = 1;", ["Nobody"]],
  ["const nobodyWaits = 1;", ["nobody"]],
  ["const lockPatience = 5_000;", ["Patience"]],
  ["/** What the agent is told. */", ["is told"]],
  ["/**\n * What the agent is\n * told.\n */", ["is told"]],
  ["// what the agent is\n// told", ["is told"]],
  ["They mended it; it mends itself.", ["mended", "mends"]],
  ["a recommended amendment", []],
  ["It outstands, it understands.", []],
  ["They are told apart by their id.", []],
  ['const key = "approvalPatience";', []],
  ["The caller learns it.", []],
];

describe("the check of words", () => {
  for (const [text, words] of cases) {
    it(
      verifies(
        "workspace.plain-words",
        `The check of words finds ${words.join(", ") || "nothing"} in ${JSON.stringify(text)}`,
      ),
      () => {
        const found = hitsIn("a.ts", text).map(({ word }) => word);
        assert.deepEqual(found, words);
      },
    );
  }

  it(
    verifies(
      "workspace.plain-words",
      "The check of words finds names that do not say what they hold, and types that are pictures",
    ),
    () => {
      const text = [
        "const said = 1;",
        "export async function asked() {}",
        "  readonly known?: string;",
        "const knownHosts = 1;",
        "map.set(known, said);",
        "it knows const said",
        "const mostRows = 8;",
        "export class AgentsDesk {",
        "interface Way {",
        "type Wayfinder = string;",
      ].join("\n");
      const lines = namesIn("proxy/a.ts", text).map(({ line, word }) => [line, word]);
      assert.deepEqual(lines, [
        [1, "said"],
        [2, "asked"],
        [3, "known"],
        [7, "mostRows"],
        [8, "AgentsDesk"],
        [9, "Way"],
      ]);
      assert.deepEqual(namesIn("docs/a.md", text), []);
    },
  );

  it(
    verifies(
      "workspace.plain-words",
      "The check of words reports the line on which a word begins, also in a comment of several lines",
    ),
    () => {
      const [first, second] = hitsIn("a.ts", "\n// anew\n/*\n * is\n * told\n */");
      assert.deepEqual([first?.line, second?.line], [2, 4]);
    },
  );

  it(verifies("workspace.plain-words", "Every rule of the check of words says what to write instead, and why"), () => {
    for (const { words, instead, why } of wordRules) assert.ok(words.length > 0 && instead !== "" && why.endsWith("."));
  });

  it(verifies("workspace.plain-words", "The check of words finds no word in the whole repository"), () => {
    assert.deepEqual(
      hitsOfRepository().map(({ file, line }) => `${file}:${line}`),
      [],
    );
  });
});
