import assert from "node:assert/strict";
import { readDocument } from "../../../../reference-servers/servers/knowledge/reading/read-document.ts";
import { verifies } from "../../../support/verifies.ts";

const read = (text: string): string =>
  readDocument("page.mdx", text)
    .passages.map((passage) => passage.text)
    .join("\n\n");

describe("a page in MDX", () => {
  it(verifies("knowledge.formats", "Imports and exports of an MDX page are left out"), () => {
    assert.equal(
      read("# Guide in MDX\n\nimport Note from './note'\n\nThe mdxword is here.\n"),
      "# Guide in MDX\n\nThe mdxword is here.",
    );
    const page = [
      "import './style.css'",
      'import React, { useState } from "react";',
      "import {\n  Tabs,\n  Tab,\n} from '@theme/tabs';",
      "import * as all from 'all';",
      "",
      "export const meta = {\n  a: 1,\n\n  b: [2],\n};",
      "",
      "export default ({ children }) => <div>{children}</div>",
      "",
      "The text.",
    ].join("\n");
    assert.equal(read(page), "The text.");
  });

  it(verifies("knowledge.formats", "Sentences of an MDX page that begin with import or export stay"), () => {
    for (const text of [
      "import the keys into the vault.",
      "import keys from the vault.",
      "export your results to a file.",
      "Text before.\nimport a from 'b' in a paragraph.",
    ])
      assert.equal(read(text), text);
  });

  it(
    verifies(
      "knowledge.formats",
      "Tags of components are left out of an MDX page, and the text in and between them stays",
    ),
    () => {
      assert.equal(
        read(
          '<Tabs groupId="os">\n  <TabItem value="l" label="Linux">\n\n    Install it.\n\n    ```bash\n    apt install {x} <Y>\n    ```\n\n  </TabItem>\n</Tabs>\n',
        ),
        "  Linux\n\n    Install it.\n\n```bash\napt install {x} <Y>\n```",
      );
      assert.equal(read('<Card title="Rotate" onClick={() => { alert("}") }}>Body</Card>'), "Rotate\n\nBody");
      assert.equal(read("Press <Key.Name code={`a`} /> now, <>please</>."), "Press  now, please.");
      assert.equal(read("A table of {rows.length} rows{' and'}{/* hidden */} more."), "A table of  rows and more.");
      assert.equal(read("## Heading {#own-id}\n\nText."), "## Heading\n\nText.");
    },
  );

  it(verifies("knowledge.formats", "Code, comparisons and escaped signs of an MDX page stay as they are"), () => {
    for (const text of [
      "Use `<Foo a={1}>` and ``{x}`` here.",
      "It holds if a < b and c > d.",
      "Write \\{name} for the name.",
      "~~~jsx\nimport A from 'a';\n<A b={1}>{c}</A>\n~~~",
      "An open { brace.",
      "See <https://example.com>.",
    ])
      assert.equal(read(text), text);
  });

  it(verifies("knowledge.data", "Text that an MDX page hides is left out"), () => {
    for (const hidden of [
      "<div style={{display: 'none'}}>secret</div>",
      '<div style={{ color: "red", visibility: "hidden" }}>secret</div>',
      "<p style={{fontSize: 0}}>secret</p>",
      "<p hidden>secret</p>",
      "<p hidden={true}>secret</p>",
      "<span aria-hidden={true}>secret</span>",
      "{/* secret */}",
      "<!-- secret -->",
    ]) {
      assert.doesNotMatch(read(`Seen.\n\n${hidden}\n\nToo.`), /secret/, hidden);
      assert.doesNotMatch(read(`Seen ${hidden} too.`), /secret/, hidden);
    }
  });
});
