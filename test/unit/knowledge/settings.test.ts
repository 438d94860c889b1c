import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readKnowledgeSettings } from "../../../reference-servers/servers/knowledge/settings.ts";
import { verifies } from "../../support/verifies.ts";

const source = { name: "docs", title: "Docs", kind: "folder", folder: "docs", groups: ["ads-eng"] };
const read = (sources: unknown) =>
  readKnowledgeSettings({ DATABASE_URL: "postgres://x:secret@y/z", KNOWLEDGE_SOURCES: JSON.stringify(sources) });

describe("settings of the Knowledge server", () => {
  it(verifies("knowledge.settings", "Folders in a file of sources are relative to that file"), () => {
    const folder = mkdtempSync(join(tmpdir(), "drawbridge-sources-"));
    try {
      writeFileSync(join(folder, "sources.json"), JSON.stringify([source]));
      const { sources, refreshIntervalMs } = readKnowledgeSettings({
        DATABASE_URL: "postgres://x",
        KNOWLEDGE_SOURCES: join(folder, "sources.json"),
      });
      assert.deepEqual(sources, [{ ...source, folder: join(folder, "docs") }]);
      assert.equal(refreshIntervalMs, 60_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it(
    verifies(
      "knowledge.settings",
      "Sources that would let the wrong people read are refused, and the error names the place",
    ),
    () => {
      for (const [sources, message] of [
        [[{ ...source, groups: [] }], /groups/],
        [[{ ...source, groups: [""] }], /groups/],
        [[{ ...source, groups: "ads-eng" }], /groups/],
        [[{ name: "docs", title: "Docs", kind: "folder", folder: "docs" }], /groups/],
        [[{ ...source, group: ["infra"] }], /group/],
        [[{ ...source, name: "Docs!" }], /name/],
        [[{ ...source, kind: "web" }], /kind/],
        [[{ ...source, url: "javascript:alert(1)" }], /url/],
        [[source, source], /a different name/],
        [[{ ...source, name: "root-causes" }], /root-causes/],
        [{ sources: [] }, /KNOWLEDGE_SOURCES/],
      ] as const) {
        assert.throws(
          () => read(sources),
          (error) => {
            assert.ok(error instanceof Error);
            assert.match(error.message, message);
            assert.doesNotMatch(error.message, /secret/);
            return true;
          },
          JSON.stringify(sources),
        );
      }
      assert.throws(() => readKnowledgeSettings({}), /DATABASE_URL/);
      assert.throws(
        () => readKnowledgeSettings({ DATABASE_URL: "x", KNOWLEDGE_SOURCES: "/nowhere.json" }),
        /not valid JSON/,
      );
    },
  );
});
