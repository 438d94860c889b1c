import assert from "node:assert/strict";
import { readDocument } from "../../../../reference-servers/servers/knowledge/reading/read-document.ts";
import { verifies } from "../../../support/verifies.ts";

const read = (text: string) => readDocument("page.rst", text);
const textOf = (text: string): string =>
  read(text)
    .passages.map((passage) => passage.text)
    .join("\n\n");

describe("a page in reStructuredText", () => {
  it(verifies("knowledge.formats", "Headings of reStructuredText have the levels in which their signs appear"), () => {
    const { title, passages } = read(
      ":orphan:\n\n======\n Book\n======\n\nOne.\n\nPart\n====\n\nTwo.\n\nChapter\n~~~~~~~\n\nThree.\n\nOther part\n==========\n\nFour.\n\n----\n\nFive.\n",
    );
    assert.equal(title, "Book");
    assert.deepEqual(
      passages.map(({ headings }) => headings),
      [["Book"], ["Book", "Part"], ["Book", "Part", "Chapter"], ["Book", "Other part"]],
    );
    assert.equal(passages.at(-1)?.text, "## Other part\n\nFour.\n\nFive.");
  });

  it(verifies("knowledge.formats", "Code of reStructuredText is kept whole, as code"), () => {
    assert.equal(
      textOf(
        ".. code-block:: bash\n   :caption: Restart it\n\n   systemctl stop broker\n\n     # later\n   systemctl start broker\n\nAfter.\n",
      ),
      "Restart it\n\n```bash\nsystemctl stop broker\n\n  # later\nsystemctl start broker\n```\n\nAfter.",
    );
    assert.equal(
      textOf("Run::\n\n    make install\n\n    make check\n\nAfter."),
      "Run:\n\n```\nmake install\n\nmake check\n```\n\nAfter.",
    );
    assert.equal(textOf("1. First::\n\n     step one\n\n2. Second"), "1. First:\n\n```\nstep one\n```\n\n2. Second");
    assert.equal(textOf("::\n\n    alone\n"), "```\nalone\n```");
    assert.equal(textOf(">>> 1 + 1\n2\n\nAfter."), "```python\n>>> 1 + 1\n2\n```\n\nAfter.");
  });

  it(verifies("knowledge.formats", "Notes of reStructuredText are text, and what they contain is read"), () => {
    assert.equal(
      textOf(
        ".. note:: Mind the gap\n   between platforms.\n\n   .. code:: python\n\n      x = 1\n\n.. versionadded:: 2.1\n   The option.\n",
      ),
      "Mind the gap\nbetween platforms.\n\n```python\nx = 1\n```\n\n2.1\nThe option.",
    );
    assert.equal(textOf("See :ref:`the other page <other>` and :func:`run`."), "See the other page and run.");
    assert.equal(textOf(".. figure:: a.png\n   :alt: The picture\n\n   Its caption.\n"), "The picture\n\nIts caption.");
  });

  it(verifies("knowledge.data", "Comments, targets, settings and hidden HTML of reStructuredText are left out"), () => {
    const hidden = [
      ".. A secret comment\n   of secret lines",
      "..\n   secret",
      ".. _secret: https://secret.example",
      ".. |secret| replace:: secret",
      ".. meta::\n   :description: secret",
      ".. toctree::\n   :maxdepth: 2\n\n   secret",
      ".. raw:: html\n\n   <p hidden>secret</p>",
      ".. raw:: latex\n\n   secret",
      ".. include:: secret.txt",
    ];
    for (const part of hidden) assert.equal(textOf(`Seen.\n\n${part}\n\nToo.`), "Seen.\n\nToo.", part);
    assert.equal(textOf(".. raw:: html\n\n   <p>shown</p>"), "shown");
  });

  it(verifies("knowledge.tables", "Long tables of reStructuredText have their header in each passage"), () => {
    const rows = Array.from({ length: 120 }, (_, at) => at);
    const tables: readonly (readonly [header: string, table: string])[] = [
      [
        "| Name     | Age      |",
        `+----------+----------+\n| Name     | Age      |\n+==========+==========+\n${rows.map((at) => `| row${at}   | ${at}   |\n+----------+----------+\n`).join("")}`,
      ],
      [
        "Name       Age",
        `=========  =========\nName       Age\n=========  =========\n${rows.map((at) => `row${at}  ${at} and more\n`).join("")}=========  =========\n`,
      ],
      [
        "| Name | Age",
        `.. list-table:: People\n   :header-rows: 1\n\n   * - Name\n     - Age\n${rows.map((at) => `   * - row${at}\n     - the age ${at}\n`).join("")}`,
      ],
      [
        '"Name", "Age"',
        `.. csv-table:: People\n   :header: "Name", "Age"\n\n${rows.map((at) => `   row${at}, the age ${at}\n`).join("")}`,
      ],
    ];
    for (const [header, table] of tables) {
      const { passages } = read(`Title\n=====\n\nBefore.\n\n${table}\nAfter.\n`);
      const parts = passages.filter(({ text }) => text.includes("row"));
      assert.ok(parts.length >= 2, header);
      for (const { text } of parts) assert.ok(text.includes(header), text);
      const found = parts.flatMap(({ text }) => text.match(/row\d+/g) ?? []);
      assert.deepEqual(
        found,
        rows.map((at) => `row${at}`),
        header,
      );
      assert.match(passages.map(({ text }) => text).join("\n"), /Before\.[\s\S]*After\.$/);
    }
  });
});
