import assert from "node:assert/strict";
import { repository, sourceFiles } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";
import { circleIn, folderImports } from "./folder-circles.ts";

describe("the folders of a tree", () => {
  for (const tree of ["proxy", "reference-servers/framework"]) {
    it(verifies("workspace.no-folder-circle", `The folders of ${tree} import each other without a circle`), () => {
      const files = sourceFiles(tree).filter((file) => file.endsWith(".ts"));
      assert.ok(files.length > 50, "the tree has files");
      assert.deepEqual(circleIn(folderImports(`${repository}${tree}`, files)), []);
    });
  }

  /** A tree in memory: [file, what it imports]. */
  const circleOf = (sources: Readonly<Record<string, string>>) =>
    circleIn(folderImports("/", Object.keys(sources), (file) => sources[file] ?? ""));

  it(verifies("workspace.no-folder-circle", "A circle over three folders is reported with its imports"), () => {
    const circle = circleOf({
      "/start.ts": 'import { a } from "./a/one.ts";',
      "/a/one.ts": 'import { b } from "../b/two.ts";',
      "/b/two.ts": 'const c = await import("../c/three.ts");',
      "/c/three.ts": 'import type { A } from "../a/other.ts";',
    });
    assert.deepEqual(circle, [
      "a/one.ts imports b/two.ts",
      "b/two.ts imports c/three.ts",
      "c/three.ts imports a/other.ts",
    ]);
  });

  it("Folders that share a third folder or a file at the top form no circle", () => {
    const circle = circleOf({
      "/top.ts": 'import { a } from "./a/one.ts";',
      "/base.ts": "",
      "/a/one.ts": 'import { c } from "../c/three.ts"; import { base } from "../base.ts";',
      "/b/two.ts": 'import { a } from "../a/one.ts"; import { c } from "../c/three.ts";',
      "/c/three.ts": 'import { base } from "../base.ts";',
    });
    assert.deepEqual(circle, []);
  });
});
