import assert from "node:assert/strict";
import { readDocument } from "../../../../reference-servers/servers/knowledge/reading/read-document.ts";
import { processorTime } from "../../../support/clocks/processor-time.ts";
import { verifies } from "../../../support/verifies.ts";

const read = (text: string, path = "page.md") => readDocument(path, text).passages;
const code = "```sql\n# no heading\nselect 1;\n\nselect 2;\n```";

describe("passages of a document", () => {
  it(verifies("knowledge.structure", "Passages start at headings and hold the headings above them"), () => {
    const text = `Before.\n\n# Top\n\nOne.\n\n## First *part*\n\nTwo.\n\n### Deep\n\nThree.\n\n## \`Second\`\n\n${code}\n`;
    assert.deepEqual(read(text), [
      { headings: [], text: "Before." },
      { headings: ["Top"], text: "# Top\n\nOne." },
      { headings: ["Top", "First part"], text: "## First part\n\nTwo." },
      { headings: ["Top", "First part", "Deep"], text: "### Deep\n\nThree." },
      { headings: ["Top", "Second"], text: `## Second\n\n${code}` },
    ]);
  });

  it(verifies("knowledge.structure", "A heading stays in one passage with the text after it"), () => {
    assert.deepEqual(
      read("# A\n\n## B\n\nUnder both.\n").map(({ text }) => text),
      ["# A\n\n## B\n\nUnder both."],
    );
  });

  it(
    verifies("knowledge.structure", "Code is kept whole if it fits into a passage, and otherwise cut at lines"),
    () => {
      const prose = "A sentence of some length is here. ".repeat(20).trim();
      const fits = `\`\`\`\n${"line of code\n".repeat(100)}\`\`\``;
      assert.deepEqual(
        read(`${prose}\n\n${fits}\n\n${prose}`).map(({ text }) => text),
        [prose, fits, prose],
      );
      const long = Array.from({ length: 400 }, (_, line) => `line ${line} of code`);
      const pieces = read(`\`\`\`\n${long.join("\n")}\n\`\`\``).map(({ text }) => text);
      assert.ok(pieces.length > 3 && pieces.every((piece) => piece.length <= 1_800));
      assert.equal(pieces.join("\n"), `\`\`\`\n${long.join("\n")}\n\`\`\``);
    },
  );

  it(verifies("knowledge.structure", "Passages together hold every word exactly once"), () => {
    const words = Array.from({ length: 3_000 }, (_, at) => `word${at}`);
    const layouts = [
      words.join(" "),
      words.join("\n"),
      words.join("\n\n"),
      words.map((word, at) => (at % 7 === 0 ? `\n\n## ${word}\n\n` : `${word}. `)).join(""),
      words.map((word, at) => (at % 50 === 0 ? `\n\n\`\`\`\n${word}\n\`\`\`\n\n` : `* ${word}\n`)).join(""),
    ];
    for (const path of ["a.md", "a.txt", "a.html"]) {
      for (const layout of layouts) {
        const found = read(layout, path).flatMap(({ text }) => text.match(/word\d+/g) ?? []);
        assert.deepEqual(found, words, `${path}: ${layout.slice(0, 40)}`);
      }
    }
  });

  it(verifies("knowledge.structure", "A passage never ends inside a character"), () => {
    const text = `${"𝔘".repeat(3_000)}`;
    const passages = read(text).map((passage) => passage.text);
    assert.ok(passages.length > 1 && passages.every((passage) => passage.isWellFormed()));
    assert.equal(passages.join(""), text);
  });

  it(
    verifies("knowledge.structure", "A document's title is its own, that of its front matter, or its file name"),
    () => {
      assert.equal(readDocument("a/spill-to_disk.md", "No heading.").title, "spill to disk");
      assert.equal(readDocument("a.md", "---\nowner: x\ntitle: 'From settings'\n---\n# Else\n").title, "From settings");
      assert.equal(readDocument("a.md", "text\n\n## The [first](https://x.example) `one`\n").title, "The first one");
      assert.equal(readDocument("a.html", "<title>Of the page</title><h1>Else</h1>x").title, "Of the page");
      assert.equal(readDocument("a.rst", "Under\n=====\n\nText.").title, "Under");
    },
  );

  it(verifies("knowledge.data", "HTML that a reader of the page would not see is left out of passages"), () => {
    const hidden = [
      "<script>w</script>",
      "<style>w</style>",
      "<!-- w -->",
      "<template><p>w</p></template>",
      "<p hidden>w <b>w</b></p>",
      `<div style="DISPLAY : none">w</div>`,
      `<span style="font-size:0px">w</span>`,
      `<span style="opacity: 0">w</span>`,
      `<p aria-hidden="true">w</p>`,
      "<nav>w</nav>",
      "<noscript>w</noscript>",
      `<svg><text>w</text></svg>`,
    ];
    const page = `<p>seen</p>${hidden.join("")}<p style="opacity:0.9">too</p>`;
    assert.equal(
      read(page, "a.html")
        .map(({ text }) => text)
        .join(" "),
      "seen\n\ntoo",
    );
    for (const between of ["\n\n", " and "]) {
      const markdown = read(`seen${between}${hidden.join(between)}${between}too`).map(({ text }) => text);
      assert.doesNotMatch(markdown.join(" "), /w/);
      assert.match(markdown.join(" "), /^seen[\s\S]*too$/);
    }
    assert.equal(read("# Title<!-- w -->\n\nx").at(0)?.headings[0], "Title");
  });

  it(verifies("knowledge.structure", "Prose and code about HTML stay as they were written"), () => {
    for (const text of [
      "An `<script>` element, `<!-- a comment -->`, and ``<p hidden>`` more</p>.",
      "Prose about List<Object> and Map<String, Select> goes on, a < b, c > d.",
      "A <b>bold</b> word, <https://example.com>, and <kbd>Ctrl</kbd>.",
      "```html\n<p hidden>w</p>\n<!-- w -->\n```",
    ]) {
      assert.deepEqual(
        read(text).map((passage) => passage.text),
        [text],
      );
    }
  });

  it(verifies("knowledge.hostile-input", "Documents with any nesting are read in linear time"), () => {
    const kinds: readonly (readonly [string, (size: number) => string])[] = [
      ["a.md", (size) => "> ".repeat(size)],
      ["a.md", (size) => "[".repeat(size)],
      ["a.md", (size) => "*a ".repeat(size)],
      ["a.md", (size) => "<!--".repeat(size)],
      ["a.md", (size) => "- ".repeat(size)],
      ["a.md", (size) => "x <b>".repeat(size)],
      ["a.md", (size) => `x <${"`a``b".repeat(size)}`],
      ["a.md", (size) => `${" ".repeat(size)}x`],
      ["a.html", (size) => "<!--".repeat(size)],
      ["a.html", (size) => "<p ".repeat(size)],
      ["a.html", (size) => "&amp".repeat(size)],
      ["a.html", (size) => "<pre>` ".repeat(size)],
      ["a.html", (size) => "<li> \n".repeat(size)],
      ["a.txt", (size) => "\n \n=".repeat(size)],
      ["a.md", (size) => `# ${"[".repeat(size)}`],
      ["a.md", (size) => `# ${"<".repeat(size)}`],
    ];
    for (const [path, build] of kinds) {
      const workMs = processorTime();
      try {
        readDocument(path, build(1_000_000 / build(1).length));
      } catch (error) {
        assert.ok(error instanceof RangeError, "only nesting is refused");
      }
      const elapsedMs = workMs();
      assert.ok(elapsedMs < 5_000, `${path} ${build(3)}: ${elapsedMs.toFixed(0)} ms`);
    }
  }).timeout(60_000);
});
