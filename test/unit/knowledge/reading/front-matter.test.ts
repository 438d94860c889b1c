import assert from "node:assert/strict";
import { readDocument } from "../../../../reference-servers/servers/knowledge/reading/read-document.ts";
import { processorTime } from "../../../support/clocks/processor-time.ts";
import { verifies } from "../../../support/verifies.ts";

const read = (text: string, path = "the-file.md") => {
  const { title, passages } = readDocument(path, text);
  return { title, text: passages.map((passage) => passage.text).join("\n\n") };
};

describe("settings before a page", () => {
  const pages: readonly (readonly [name: string, page: string, title: string, text: string])[] = [
    [
      "an apostrophe",
      "---\ntitle: Don't restart the broker\ntags: [a]\n---\n\nWait for the queue to drain.\n",
      "Don't restart the broker",
      "Wait for the queue to drain.",
    ],
    ["doubled apostrophes", "---\ntitle: 'Ada''s \"keys\"'\n---\nText.", `Ada's "keys"`, "Text."],
    ["escapes", '---\ntitle: "Tab\\u0027s order"\n---\nText.', "Tab's order", "Text."],
    ["a comment after the value", "---\ntitle: Rotate # not the disks\n---\nText.", "Rotate", "Text."],
    [
      "folded text",
      "---\ntitle: >-\n  Rotate the keys\n  on Mondays\nowner: x\n---\nText.",
      "Rotate the keys on Mondays",
      "Text.",
    ],
    ["a literal block", "---\ntitle: |\n  Rotate the keys\n---\nText.", "Rotate the keys", "Text."],
    ["a value of several lines", "---\ntitle: Rotate\n  the keys\n---\nText.", "Rotate the keys", "Text."],
    ["no line break at the end", "---\ntitle: Only settings\nowner: x\n---", "Only settings", ""],
    ["dots as the last line", "---\ntitle: Ends with dots\n...\nText.", "Ends with dots", "Text."],
    ["spaces after the dashes", "--- \ntitle: Spaces\n---\t\nText.", "Spaces", "Text."],
    [
      "Windows line breaks and a byte order mark",
      "\ufeff---\r\ntitle: Windows\r\n---\r\nText.\r\n",
      "Windows",
      "Text.",
    ],
    ["an unquoted colon", "---\ntitle: Rotate: the keys\nowner: x\n---\nText.", "Rotate: the keys", "Text."],
    ["a tab, which YAML refuses", "---\ntitle: Tabs\nlist:\n\t- a\n---\nText.", "Tabs", "Text."],
    ["an alias", "---\nname: &n The name\ntitle: *n\n---\nText.", "The name", "Text."],
    ["a number", "---\ntitle: 2026\n---\nText.", "2026", "Text."],
    ["an empty first line", "---\n\ntitle: After a line\n---\nText.", "After a line", "Text."],
    ["nothing", "---\n---\n# Heading\n", "Heading", "# Heading"],
    ["no title", "---\nowner: x\n---\n# Heading\n\nText.", "Heading", "# Heading\n\nText."],
    [
      "TOML",
      '+++\ntitle = "Rotate the keys"\ndraft = false\n+++\n\nRotate them on Mondays.\n',
      "Rotate the keys",
      "Rotate them on Mondays.",
    ],
    ["TOML with tables", "+++\ntitle = 'Tables'\n[extra]\na = [\n  1,\n]\n+++\nText.", "Tables", "Text."],
    ["TOML in several lines", '+++\ntitle = """\nSeveral"""\ndate = 2026-01-02\n+++\nText.', "Several", "Text."],
    ["TOML without a line break at the end", '+++\ntitle = "At the end"\n+++', "At the end", ""],
    ["TOML that does not parse", "+++\ntitle = Unquoted\n+++\nText.", "Unquoted", "Text."],
  ];
  for (const [name, page, title, text] of pages) {
    it(
      verifies("knowledge.front-matter", `Settings with ${name} give the title of a page, and are not in its text`),
      () => {
        assert.deepEqual(read(page), { title, text });
      },
    );
  }

  const prose = [
    "---\n\nRead this first.\n\n---\n\n# Title\n",
    "---\n\nRead this first: it is short.\n\n---\n\n# Title\n",
    "---\nRead this first.\n---\n# Title\n",
    "---\nRead this: it matters.\n---\n# Title\n",
    "---\n- one\n- two\n---\n# Title\n",
    "---\n# Title\n---\nText.\n",
    "---\n注意: 再起動しない\n---\n# Title\n",
    "---\ntitle: never closed\n\n# Title\n",
    "+++\nAdded lines of a patch\n+++\n# Title\n",
    "***\n\ntitle: x\n\n***\n# Title\n",
    "----\ntitle: x\n----\n# Title\n",
  ];
  for (const page of prose) {
    it(verifies("knowledge.front-matter", `Prose at the top of a page stays text: ${JSON.stringify(page)}`), () => {
      const { text } = read(page);
      for (const word of page.match(/[\p{L}\p{N}]+/gu) ?? []) assert.ok(text.includes(word), word);
    });
  }

  it(verifies("knowledge.front-matter", "Pages in MDX, HTML, AsciiDoc and reStructuredText have settings, too"), () => {
    for (const ending of ["mdx", "html", "adoc", "rst"]) {
      assert.deepEqual(
        read("---\ntitle: Don't\n---\n\nText.\n", `a.${ending}`),
        { title: "Don't", text: "Text." },
        ending,
      );
    }
  });

  it(verifies("knowledge.hostile-input", "Settings that are bombs or nest deeply are read in little time"), () => {
    const size = 5_000;
    const bomb = [
      "a: &a [x, x]",
      ...Array.from(
        { length: 30 },
        (_, at) => `b${at}: &b${at} [*${at === 0 ? "a" : `b${at - 1}`}, *${at === 0 ? "a" : `b${at - 1}`}]`,
      ),
    ].join("\n");
    const settings = [
      `${bomb}\ntitle: *b29`,
      `title: ${"[".repeat(size)}`,
      `a: ${"{a: ".repeat(size / 2)}`,
      "- ".repeat(size),
      "? ".repeat(size),
      "a: 1\n".repeat(size / 2),
      "a: &a x\nb: *a\n".repeat(size / 4),
      `title: "${"\\".repeat(size)}`,
      `title: ${"!!a &b ".repeat(size / 4)}`,
      "<<: *a\n".repeat(size / 4),
      `__proto__: {title: x}\nconstructor: y`,
    ];
    for (const block of settings) {
      for (const [fence, sign] of [
        ["---", ":"],
        ["+++", "="],
      ] as const) {
        const workMs = processorTime();
        const { text } = read(`${fence}\n${block.replaceAll(": ", `${sign} `)}\n${fence}\nText.\n`);
        assert.ok(text.endsWith("Text."), block.slice(0, 40));
        const elapsedMs = workMs();
        assert.ok(elapsedMs < 3_000, `${block.slice(0, 40)}: ${elapsedMs.toFixed(0)} ms`);
      }
    }
  }).timeout(60_000);
});
