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

  it(verifies("workspace.promises", "Every promise has a test that cites it"), () => {
    assert.deepEqual(
      Object.keys(promises).filter((id) => !cited.has(id)),
      [],
    );
  });

  it("Every id that a test cites is in the list of promises", () => {
    assert.deepEqual(
      [...cited].filter((id) => !(id in promises)),
      [],
    );
  });

  it("Every promise is one sentence", () => {
    const malformed = Object.entries(promises).filter(([, [sentence]]) => !/^[A-Z`].*\.$/.test(sentence));
    assert.deepEqual(malformed, []);
  });
});
