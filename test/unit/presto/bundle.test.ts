import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { bundledParts, bundleIsCurrent, currentBundle } from "@drawbridge/presto/bundle";

describe("bundled parts of the Presto server", () => {
  for (const part of bundledParts)
    it(`The bundle ${part} is built from the current sources`, async () => {
      const file = await currentBundle(part);
      assert.equal(await bundleIsCurrent(part), true);
      // Sources from other folders count too, not only those of the part's own folder.
      const [first = ""] = readFileSync(file, "utf8").split("\n", 1);
      assert.match(first, /"errors\.ts":"[0-9a-f]{16}"|"sql\/[a-z-]+\.ts":"[0-9a-f]{16}"/);
    });
});
