import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { bundledParts, bundleIsCurrent, currentBundle } from "@drawbridge/presto/bundle";

describe("what the Presto server runs apart from itself", () => {
  for (const part of bundledParts)
    it(`runs from a bundle of the present sources: ${part}`, async () => {
      const file = await currentBundle(part);
      assert.equal(await bundleIsCurrent(part), true);
      // Not the part's own folder alone: a source that another folder lends it counts too.
      const [first = ""] = readFileSync(file, "utf8").split("\n", 1);
      assert.match(first, /"errors\.ts":"[0-9a-f]{16}"|"sql\/[a-z-]+\.ts":"[0-9a-f]{16}"/);
    });
});
