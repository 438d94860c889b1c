import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

/** A block of code in a document that quotes a file: its first line is a comment with the file's path. */
interface Quote {
  readonly file: string;
  readonly text: string;
}

/** The blocks of a document that quote a file of examples/, without the indentation of a list. */
function quotesIn(document: string): Quote[] {
  const blocks = document.matchAll(/^( *)```\w+\n *(?:\/\/|#) (examples\/\S+)\n([\s\S]*?)^\1```$/gm);
  return [...blocks].map(([, indentation = "", file = "", text = ""]) => ({
    file,
    text: text.replaceAll(new RegExp(`^${indentation}`, "gm"), ""),
  }));
}

/** Whole lines of the file, one after another. */
const isQuoted = ({ text }: Quote, source: string): boolean => `\n${source}`.includes(`\n${text}`);

const read = (path: string): string => readFileSync(repository + path, "utf8");

describe("quotes of the examples", () => {
  for (const [document, files] of [
    ["README.md", ["hello-server/server.ts"]],
    [
      "CONTRIBUTING.md",
      ["server.ts", "main.ts", "package.json", "hello.test.ts"].map((file) => `hello-server/${file}`),
    ],
    ["docs/deployment.md", ["part.sh", "registry.env", "edge.env", "presto.env"].map((file) => `containers/${file}`)],
  ] as const) {
    const quotes = quotesIn(read(document));

    it(verifies("workspace.quotes", `${document} quotes ${files.join(", ")} of the examples`), () => {
      const quoted = new Set(quotes.map(({ file }) => file));
      assert.deepEqual([...quoted].sort(), files.map((file) => `examples/${file}`).sort());
    });

    it(verifies("workspace.quotes", `${document} quotes the examples word for word`), () => {
      const wrong = quotes.filter((quote) => !isQuoted(quote, read(quote.file)));
      assert.deepEqual(wrong, []);
    });
  }

  it(verifies("workspace.quotes", "The check of quotes sees a changed word, a left-out line and half a line"), () => {
    const source = "one\n  two\nthree\n";
    const documents = ["one\n  two\n", "  two\nthree\n", "one\n  too\n", "one\nthree\n", "wo\nthree\n"];
    const quotes = documents.flatMap((text) => {
      const listed = text.replaceAll(/^/gm, "   ").trimEnd();
      return quotesIn(`1. A step:\n\n   \`\`\`ts\n   // examples/a.ts\n${listed}\n   \`\`\`\n`);
    });
    assert.deepEqual(
      quotes.map((quote) => isQuoted(quote, source)),
      [true, true, false, false, false],
    );
  });
});
