import assert from "node:assert/strict";
import { readDocument } from "../../../../reference-servers/servers/knowledge/reading/read-document.ts";
import { processorTime } from "../../../support/clocks/processor-time.ts";
import { verifies } from "../../../support/verifies.ts";

const read = (notebook: unknown) => readDocument("page.ipynb", JSON.stringify(notebook));
const textOf = (notebook: unknown): string =>
  read(notebook)
    .passages.map((passage) => passage.text)
    .join("\n\n");

describe("a notebook", () => {
  it(verifies("knowledge.formats", "The text, the code and the outputs of a notebook are read in order"), () => {
    const notebook = {
      nbformat: 4,
      metadata: { language_info: { name: "python" } },
      cells: [
        { cell_type: "markdown", source: ["# Load the events\n", "\n", "Some text."] },
        {
          cell_type: "code",
          source: "df = spark.read\n",
          outputs: [
            { output_type: "stream", name: "stdout", text: ["row one\n", "row two\n"] },
            { output_type: "display_data", data: { "image/png": "iVBORw0KGgo=", "text/plain": ["<Figure>"] } },
          ],
        },
        { cell_type: "raw", source: "As it is." },
      ],
    };
    assert.equal(read(notebook).title, "Load the events");
    assert.equal(
      textOf(notebook),
      "# Load the events\n\nSome text.\n\n```python\ndf = spark.read\n```\n\n```\nrow one\nrow two\n\n<Figure>\n```\n\nAs it is.",
    );
  });

  it(verifies("knowledge.formats", "An error in a notebook is read without the colours of a terminal"), () => {
    assert.equal(
      textOf({
        cells: [
          {
            cell_type: "code",
            source: "x",
            outputs: [
              {
                output_type: "error",
                ename: "E",
                traceback: ["\u001b[0;31mValueError\u001b[0m: bad", "\u001b[1;32mend\u001b[39m"],
              },
            ],
          },
        ],
      }),
      "```\nx\n```\n\n```\nValueError: bad\nend\n```",
    );
  });

  it(verifies("knowledge.formats", "A notebook of the old format is read"), () => {
    const notebook = {
      nbformat: 3,
      worksheets: [
        {
          cells: [
            { cell_type: "heading", level: 2, source: "Old" },
            { cell_type: "code", input: ["y = 1"], outputs: [] },
          ],
        },
      ],
    };
    assert.equal(textOf(notebook), "## Old\n\n```\ny = 1\n```");
  });

  it(verifies("knowledge.data", "Text that a notebook hides is left out, escaped characters too"), () => {
    const cell = {
      cell_type: "markdown",
      source: "Seen.\r\n\r\n<!-\u200b- not a comment -->\n\n<p hidden>secret</p>\u202e",
    };
    assert.equal(textOf({ cells: [cell] }), "Seen.");
    const escaped = '{"cells":[{"cell_type":"raw","source":"a\\u202e\\u{200b}b"}]}'.replace("\\u{200b}", "\\u200b");
    assert.equal(readDocument("page.ipynb", escaped.replaceAll("\\\\", "\\")).passages[0]?.text, "ab");
  });

  it(verifies("knowledge.hostile-input", "Outputs of a notebook are bounded, with their beginning and end"), () => {
    const text = `begin ${"x".repeat(500_000)} theend`;
    const [, output] = read({
      cells: [{ cell_type: "code", source: "x", outputs: Array(100).fill({ text }) }],
    }).passages.map((passage) => passage.text);
    assert.ok(output !== undefined && output.length < 1_700);
    assert.match(output, /begin [\s\S]*theend/);
  });

  it(verifies("knowledge.hostile-input", "Giant notebooks are read in little time, or refused"), () => {
    const times = (text: string, bytes = 9_000_000): string => text.repeat(Math.floor(bytes / text.length));
    for (const notebook of [
      `{"cells":[${times("{},")}{}]}`,
      `{"cells":[${times('{"cell_type":"markdown"},')}{"cell_type":"markdown"}]}`,
      `{"cells":[{"cell_type":"code","source":[${times("1,")}1]}]}`,
      `{"cells":[{"cell_type":"code","outputs":[${times("{},")}{}]}]}`,
      `{"cells":[{"cell_type":"code","outputs":[{"traceback":[${times("1,")}1]}]}]}`,
      `{"cells":[{"cell_type":"code","source":"${times(" ")}"}]}`,
      `{"cells":[{"cell_type":"code","source":"${times("x ")}"}]}`,
      `{"cells":[{"cell_type":"code","source":"${times("`\\n")}"}]}`,
      `{"cells":[],"deep":${times("[", 4_000_000)}${times("]", 4_000_000)}}`,
      `{"worksheets":[${times("{},")}{}]}`,
    ]) {
      const workMs = processorTime();
      try {
        readDocument("page.ipynb", notebook);
      } catch (error) {
        assert.ok(error instanceof Error);
      }
      const elapsedMs = workMs();
      assert.ok(elapsedMs < 5_000, `${notebook.slice(0, 60)}: ${elapsedMs.toFixed(0)} ms`);
    }
  }).timeout(60_000);

  it(verifies("knowledge.hostile-input", "A file that is no notebook is refused, not misread"), () => {
    for (const text of [
      "",
      "[]",
      "null",
      "{",
      '{"cells": 1}',
      '{"cells": [1]}',
      '{"cells": [{"source": "x"}]}',
      '{"worksheets": [1]}',
      "[".repeat(200_000),
    ])
      assert.throws(() => readDocument("page.ipynb", text), text.slice(0, 40));
    assert.deepEqual(
      read({ cells: [{ cell_type: "code", source: "", outputs: [{ text: 7 }] }, { cell_type: "new" }] }).passages,
      [],
    );
  });
});
