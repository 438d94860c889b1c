import assert from "node:assert/strict";
import { verifies } from "../../support/verifies.ts";
import {
  ada,
  answer,
  DocumentFolder,
  found,
  type RunningKnowledge,
  SourcesAnswer,
  startKnowledge,
} from "./running-knowledge.ts";

/** Each document has one word that is in no other. */
const documents: Readonly<Record<string, string>> = {
  README: "A readme without an ending: the readmeword is here.\n",
  "docs/LICENSE": "Permission is granted, says the licenceword.\n",
  "guide.mdx": "# Guide in MDX\n\nimport Note from './note'\n\nThe mdxword is here.\n",
  "title-with-apostrophe.md":
    "---\ntitle: Don't restart the broker\ntags: [a]\n---\n\nWait for the queueword to drain.\n",
  "toml-front-matter.md": '+++\ntitle = "Rotate the keys"\ndraftword = false\n+++\n\nRotate them on mondayword.\n',
  "end-without-newline.md": "---\ntitle: Only settings\nowner: ownerword\n---",
  "confluence.html":
    '<p>Run this:</p><ac:structured-macro ac:name="code"><ac:parameter ac:name="language">bash</ac:parameter>' +
    "<ac:plain-text-body><![CDATA[if [ $x -lt 3 ]; then\n  cdataword --force\nfi]]></ac:plain-text-body></ac:structured-macro>",
  "page.rst": "The page\n========\n\n.. code-block:: bash\n\n   rstword --now\n\n.. commentword\n",
  "page.adoc": "= The page\n\n----\nadocword --now\n----\n\n// commentword\n",
  "load.ipynb": JSON.stringify({
    cells: [{ cell_type: "code", source: "notebookword()", outputs: [{ text: "outputword" }] }],
  }),
};

describe("a folder of documents of many formats", () => {
  let folder: DocumentFolder;
  let knowledge: RunningKnowledge;
  before(async () => {
    folder = await DocumentFolder.make({
      ...documents,
      "bin/deploy": "#!/bin/sh\necho programword\n",
      "bin/tool": Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]),
      "bin/latin": Buffer.from("Köln", "latin1"),
      Makefile: "all:\n\techo makeword\n",
      "a.pdf": "%PDF",
      "b/b.PDF": "%PDF",
      "c.docx": "PK",
      "src/x.py": "x = 1",
      "strange.\u202eword": "x",
      "broken.ipynb": '{"cells": 1}',
    });
    knowledge = await startKnowledge([
      { name: "docs", kind: "folder", folder: folder.path, groups: ["ads-eng"] },
      { name: "infra", kind: "folder", folder: folder.path, groups: ["infra"] },
    ]);
  });
  after(async () => {
    await knowledge.close();
    await folder.dispose();
  });
  const hits = async (query: string) => found(await knowledge.connect(ada), query);

  it(verifies("knowledge.formats", "Documents of every format are found by a word that only they have"), async () => {
    for (const [word, text] of [
      ["readmeword", /^A readme without an ending/],
      ["licenceword", /Permission is granted/],
      ["mdxword", /^# Guide in MDX\n\nThe mdxword is here\.$/],
      ["queueword", /^Wait for the queueword to drain\.$/],
      ["mondayword", /^Rotate them on mondayword\.$/],
      ["cdataword", /^Run this:\n\n```bash\nif \[ \$x -lt 3 \]; then\n {2}cdataword --force\nfi\n```$/],
      ["rstword", /^# The page\n\n```bash\nrstword --now\n```$/],
      ["adocword", /^# The page\n\n```\nadocword --now\n```$/],
      ["notebookword", /^```\nnotebookword\(\)\n```\n\n```\noutputword\n```$/],
    ] as const) {
      const [first, ...rest] = await hits(word);
      assert.match(first?.text ?? "", text, word);
      assert.deepEqual(rest, []);
    }
    for (const word of ["commentword", "draftword", "ownerword", "programword", "makeword"])
      assert.deepEqual(await hits(word), [], word);
  });

  it(verifies("knowledge.front-matter", "A document is found by the title among its settings"), async () => {
    assert.equal((await hits("restart broker"))[0]?.title, "Don't restart the broker");
    assert.equal((await hits("rotate keys"))[0]?.title, "Rotate the keys");
  });

  it(
    verifies("knowledge.not-read", "The tool list_sources counts the files that are not read, by their endings"),
    async () => {
      const { sources } = SourcesAnswer.parse(await answer(await knowledge.connect(ada), "list_sources"));
      assert.deepEqual(
        sources.map(({ name, documents: count, not_read, problems }) => ({
          ...{ name, count, not_read },
          problems: problems.map(({ what, files }) => `${what}: ${files}`).toSorted(),
        })),
        [
          {
            name: "docs",
            count: 9,
            not_read: [
              { ending: "(no ending)", files: 4 },
              { ending: ".pdf", files: 2 },
              { ending: ".docx", files: 1 },
              { ending: ".py", files: 1 },
              { ending: ".word", files: 1 },
            ],
            problems: ["a file whose content is not what its ending says: 1", "a file without text: 1"],
          },
        ],
      );
    },
  );
});
