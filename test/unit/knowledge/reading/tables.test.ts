import assert from "node:assert/strict";
import { passagesOf } from "../../../../reference-servers/servers/knowledge/reading/passages.ts";
import { readDocument } from "../../../../reference-servers/servers/knowledge/reading/read-document.ts";
import { verifies } from "../../../support/verifies.ts";

const rows = Array.from({ length: 200 }, (_, at) => `| row${at} | the value of ${at} |`);
const header = "| Name | Value |\n|---|:-:|";

describe("a table in Markdown", () => {
  it(
    verifies("knowledge.tables", "Each passage of a long table in Markdown has its header, and each row is there once"),
    () => {
      for (const before of ["", "Text before.\n\n", "Text right before.\n"]) {
        const { passages } = readDocument("page.md", `# Title\n\n${before}${header}\n${rows.join("\n")}\n\nAfter.\n`);
        const parts = passages.filter(({ text }) => text.includes("row"));
        assert.ok(parts.length > 3);
        for (const { text } of parts) {
          assert.equal(text.split(header).length, 2, text);
          assert.ok(text.length <= 1_800);
        }
        assert.deepEqual(
          parts.flatMap(({ text }) => text.match(/^\| row.*$/gm) ?? []),
          rows,
        );
      }
    },
  );

  it(verifies("knowledge.tables", "A table that fits is kept whole, as it was written"), () => {
    const table = `${header}\n${rows.slice(0, 30).join("\n")}`;
    assert.deepEqual(
      readDocument("page.md", table).passages.map(({ text }) => text),
      [table],
    );
  });

  it(verifies("knowledge.tables", "Lines that only look like a table stay text"), () => {
    for (const text of ["a | b\nc | d", "| no dashes |\n| at all |", "A line\n---|---\nand more", "One `a | b` here."])
      assert.deepEqual(
        readDocument("page.md", text).passages.map((passage) => passage.text),
        [text],
      );
  });

  it(verifies("knowledge.hostile-input", "Giant headers and giant cells of tables are cut"), () => {
    const giant = `| ${"wide ".repeat(50_000)} |`;
    for (const table of [
      `${giant}\n|---|\n${rows.join("\n")}`,
      `${header}\n${giant}\n${rows.join("\n")}`,
      `| ${"c | ".repeat(20_000)}\n${"|-".repeat(20_000)}|\n| x |`,
    ]) {
      const { passages } = readDocument("page.md", table);
      for (const { text } of passages) assert.ok(text.length <= 1_900, String(text.length));
      const total = passages.reduce((sum, { text }) => sum + text.length, 0);
      assert.ok(total < table.length * 2, `${total} of ${table.length}`);
    }
  });

  it(verifies("knowledge.tables", "A table without a header is cut between its rows"), () => {
    const passages = passagesOf([{ kind: "table", header: "", rows }]);
    assert.deepEqual(
      passages.flatMap(({ text }) => text.split("\n")),
      rows,
    );
  });
});
