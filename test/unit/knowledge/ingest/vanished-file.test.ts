import assert from "node:assert/strict";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { problems } from "../../../../reference-servers/servers/knowledge/ingest/problems.ts";
import { skippedKinds } from "../../../../reference-servers/servers/knowledge/ingest/skipped-kinds.ts";
import { readWithin, walk } from "../../../../reference-servers/servers/knowledge/ingest/walk.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a folder of documents that goes away while it is read", () => {
  it(
    verifies(
      "knowledge.ingest",
      "A file that vanishes after the folder was listed is gone and not refused, so its document stays until the next list",
    ),
    async () => {
      const root = await realpath(await mkdtemp(join(tmpdir(), "drawbridge-documents-")));
      await writeFile(join(root, "guide.md"), "# Guide\n");
      const report = { problems: problems(), skipped: skippedKinds() };
      const { files } = await walk(root, report, new AbortController().signal);
      const [file] = files;
      assert.ok(file);
      assert.equal((await readWithin(root, file)).kind, "bytes");
      await rm(root, { recursive: true });
      assert.deepEqual(await readWithin(root, file), { kind: "gone" });
    },
  );
});
