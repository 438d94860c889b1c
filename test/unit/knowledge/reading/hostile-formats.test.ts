import assert from "node:assert/strict";
import { readDocument } from "../../../../reference-servers/servers/knowledge/reading/read-document.ts";
import { processorTime } from "../../../support/clocks/processor-time.ts";
import { verifies } from "../../../support/verifies.ts";

/** Each builds a document of a size; all of them repeat what costs a careless reader more than linear time. */
const kinds: readonly (readonly [path: string, build: (count: number) => string])[] = [
  ["a.md", (count) => `---\n${"\n".repeat(count)}`],
  ["a.md", (count) => `|a|b|\n|-|-|\n${"|x|y|\n".repeat(count)}`],
  ["a.md", (count) => `${"|a".repeat(count)}|\n${"|-".repeat(count)}|\n|x|\n`],
  ["a.mdx", (count) => "<A b={".repeat(count)],
  ["a.mdx", (count) => "<A ".repeat(count)],
  ["a.mdx", (count) => "<A>".repeat(count)],
  ["a.mdx", (count) => "<a b=' ".repeat(count)],
  ["a.mdx", (count) => "{".repeat(count)],
  ["a.mdx", (count) => "{/* ".repeat(count)],
  ["a.mdx", (count) => "`a` <A> ".repeat(count)],
  ["a.mdx", (count) => "export const a = {\n\n".repeat(count)],
  ["a.mdx", (count) => "````\n```\n".repeat(count)],
  ["a.rst", (count) => "== ==\nx\n\n".repeat(count)],
  ["a.rst", (count) => "+--+\n".repeat(count)],
  ["a.rst", (count) => "a::\n\n b\n".repeat(count)],
  ["a.rst", (count) => ".. a:: b\n :c: d\n".repeat(count)],
  ["a.rst", (count) => ":a:`".repeat(count)],
  ["a.rst", (count) => `.. list-table::\n\n${"   * - a\n     - b\n".repeat(count)}`],
  [
    "a.rst",
    (count) => Array.from({ length: Math.min(count, 1_000) }, (_, at) => `${" ".repeat(at)}.. note::\n`).join("\n"),
  ],
  ["a.adoc", (count) => "-----\n----\n".repeat(count)],
  ["a.adoc", (count) => ":a: \\\n".repeat(count)],
  ["a.adoc", (count) => `== ${"[[".repeat(count)}`],
  ["a.adoc", (count) => `|===\n${"|a ".repeat(count)}\n|===`],
  ["a.adoc", (count) => `[cols="${"1,".repeat(count)}"]\n|===\n|a\n|===`],
  ["a.ipynb", (count) => `{"cells":[{"cell_type":"markdown","source":"${"[".repeat(count)}"}]}`],
  ["a.ipynb", (count) => `{"cells":[{"cell_type":"code","outputs":[{"text":"${"[".repeat(count)}"}]}]}`],
  ["a.html", (count) => "<ac:a/>".repeat(count)],
  ["a.html", (count) => `${"<table><tr><td>".repeat(100)}${"<p>a</p>".repeat(count)}`],
  ["a.html", (count) => `<table>${"<tr><td>a<td>b".repeat(count)}`],
  ["a.html", (count) => `<ac:x></ac:x>${"<p hidden/>".repeat(count)}`],
  ["a.html", (count) => `<ac:plain-text-body>${"<![CDATA[x]]>".repeat(count)}`],
  ["README", (count) => "# ".repeat(count)],
];

describe("hostile documents of other formats", () => {
  it(verifies("knowledge.hostile-input", "Documents of every format are read in linear time"), () => {
    for (const [path, build] of kinds) {
      const text = build(Math.ceil(400_000 / (build(3).length - build(2).length)));
      const workMs = processorTime();
      try {
        readDocument(path, text);
      } catch (error) {
        assert.ok(error instanceof RangeError, `${path} ${build(2)}: only nesting is refused`);
      }
      const elapsedMs = workMs();
      assert.ok(elapsedMs < 4_000, `${path} ${build(2)}: ${elapsedMs.toFixed(0)} ms`);
    }
  }).timeout(120_000);
});
