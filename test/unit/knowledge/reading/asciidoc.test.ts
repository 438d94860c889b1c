import assert from "node:assert/strict";
import { readDocument } from "../../../../reference-servers/servers/knowledge/reading/read-document.ts";
import { verifies } from "../../../support/verifies.ts";

const read = (text: string) => readDocument("page.adoc", text);
const textOf = (text: string): string =>
  read(text)
    .passages.map((passage) => passage.text)
    .join("\n\n");

describe("a page in AsciiDoc", () => {
  it(verifies("knowledge.formats", "Headings of AsciiDoc start passages, and the first one is the title"), () => {
    const { title, passages } = read(
      "= Rotate keys\nAda Lovelace <ada@example.com>\n:toc:\n:long: a \\\n  b\n\nPreface.\n\n== Steps [[steps]]\n\nOne.\n\n=== Deep ===\n\nTwo.\n\nOld title\n---------\n\nThree.\n",
    );
    assert.equal(title, "Rotate keys");
    assert.deepEqual(
      passages.map(({ headings }) => headings),
      [["Rotate keys"], ["Rotate keys", "Steps"], ["Rotate keys", "Steps", "Deep"], ["Rotate keys", "Old title"]],
    );
    assert.equal(passages[0]?.text, "# Rotate keys\n\nAda Lovelace <ada@example.com>\n\nPreface.");
    assert.equal(read(":doctitle: From an attribute\n\nText.").title, "From an attribute");
  });

  it(verifies("knowledge.formats", "Code of AsciiDoc is kept whole, as code"), () => {
    assert.equal(
      textOf(".Restart it\n[source,bash]\n----\nsystemctl stop broker\n\n== no heading\n// no comment\n----\n\nAfter."),
      "Restart it\n\n```bash\nsystemctl stop broker\n\n== no heading\n// no comment\n```\n\nAfter.",
    );
    assert.equal(textOf("....\nas it is\n....\nAfter."), "```\nas it is\n```\n\nAfter.");
    assert.equal(textOf("```yaml\na: 1\n```\n"), "```\na: 1\n```");
    assert.equal(textOf("[source,ruby]\nputs 1\n\nAfter."), "```ruby\nputs 1\n```\n\nAfter.");
  });

  it(verifies("knowledge.formats", "Text in blocks, lists and notes of AsciiDoc is kept"), () => {
    assert.equal(
      textOf("NOTE: Be careful.\n\n[WARNING]\n====\nInside.\n====\n\n* item\n+\nmore\n\nimage::x.png[The picture,200]"),
      "NOTE: Be careful.\n\nInside.\n\n* item\n\nmore\n\nThe picture",
    );
  });

  it(verifies("knowledge.data", "Comments, attributes, conditions and hidden HTML of AsciiDoc are left out"), () => {
    const hidden = [
      "// secret",
      "////\nsecret\n\nsecret\n////",
      ":secret: secret",
      "include::secret.adoc[]",
      '++++\n<p style="display:none">secret</p>\n++++',
      "[[secret]]",
      "[#secret]",
    ];
    for (const part of hidden) assert.equal(textOf(`Seen.\n\n${part}\n\nToo.`), "Seen.\n\nToo.", part);
    assert.equal(textOf("ifdef::x[]\nSeen.\nendif::[]"), "Seen.");
  });

  it(verifies("knowledge.tables", "Long tables of AsciiDoc have their header in each passage"), () => {
    const rows = Array.from({ length: 120 }, (_, at) => at);
    const tables = [
      `|===\n|Name |Age\n\n${rows.map((at) => `|row${at} |the age of ${at}\n`).join("")}|===`,
      `[%header,cols=2*]\n|===\n|Name\n|Age\n${rows.map((at) => `|row${at}\n|the age of ${at}\n`).join("")}|===`,
      `[cols="1,1",options="header"]\n|===\n|Name |Age\n${rows.map((at) => `\n|row${at}\n|the age of ${at}\n`).join("")}|===`,
    ];
    for (const table of tables) {
      const { passages } = read(`= Title\n\nBefore.\n\n${table}\n\nAfter.\n`);
      const parts = passages.filter(({ text }) => text.includes("row"));
      assert.ok(parts.length >= 2);
      for (const { text } of parts) assert.match(text, /\|Name \|Age\n/);
      const found = parts.flatMap(({ text }) => text.match(/row\d+ \|the age of \d+/g) ?? []);
      assert.deepEqual(
        found,
        rows.map((at) => `row${at} |the age of ${at}`),
      );
    }
  });
});
