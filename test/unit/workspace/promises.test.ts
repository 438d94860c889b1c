import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { promises } from "../../promises.ts";
import { sourceFiles } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

describe("the list of promises", () => {
  const cited = new Set<string>();
  for (const file of sourceFiles("test").filter((name) => name.endsWith(".test.ts") || name.includes("/support/"))) {
    for (const [, id] of readFileSync(file, "utf8").matchAll(/verifies\(\s*"([^"]+)"/g)) cited.add(id ?? "");
  }

  it(verifies("workspace.promises", "has a test for every promise"), () => {
    assert.deepEqual(
      Object.keys(promises).filter((id) => !cited.has(id)),
      [],
    );
  });

  it("knows every id that a test cites", () => {
    assert.deepEqual(
      [...cited].filter((id) => !(id in promises)),
      [],
    );
  });

  it("says each promise in one sentence", () => {
    const odd = Object.entries(promises).filter(([, [sentence]]) => !/^[A-Z`].*\.$/.test(sentence));
    assert.deepEqual(odd, []);
  });
});
