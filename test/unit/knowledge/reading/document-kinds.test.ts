import assert from "node:assert/strict";
import { kindOf } from "../../../../reference-servers/servers/knowledge/reading/document-kinds.ts";
import { readDocument } from "../../../../reference-servers/servers/knowledge/reading/read-document.ts";
import { verifies } from "../../../support/verifies.ts";

describe("kinds of documents", () => {
  it(
    verifies("knowledge.formats", "Files are documents by their ending, in capitals too, or because they have none"),
    () => {
      for (const path of [
        "a.md",
        "a.MDX",
        "b/README",
        "LICENSE",
        "docs/RUNBOOK",
        "notes",
        "a.rst",
        "a.adoc",
        "a.asciidoc",
        "a.ipynb",
        "a.xhtml",
        "a.txt",
      ])
        assert.notEqual(kindOf(path), null, path);
      for (const path of [
        "a.ts",
        "a.pdf",
        "a.png",
        "Makefile",
        "x/Dockerfile",
        "Jenkinsfile",
        "CODEOWNERS",
        "gradlew",
        "a.tar.gz",
        "README.docx",
      ])
        assert.equal(kindOf(path), null, path);
    },
  );

  it(
    verifies("knowledge.formats", "A file without an ending is read as Markdown if it is, otherwise as plain text"),
    () => {
      const read = (text: string) => readDocument("docs/READ_ME", text);
      assert.deepEqual(read("A readme without an ending: the readmeword is here.\n"), {
        title: "READ ME",
        passages: [{ headings: [], text: "A readme without an ending: the readmeword is here." }],
      });
      assert.equal(read("# Title\n\n```\ncode\n```\n").title, "Title");
      assert.equal(read("Underlined\n==========\n\nText.\n").title, "Underlined");
      assert.equal(
        readDocument("LICENSE", "Permission <is> granted *as* written.\n").passages[0]?.text,
        "Permission <is> granted *as* written.",
      );
    },
  );
});
