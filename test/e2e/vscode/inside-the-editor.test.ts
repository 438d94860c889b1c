import assert from "node:assert/strict";
import { join } from "node:path";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";
import { bundleEditorTests } from "../../support/vscode/editor-tests.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";

describe("inside the editor's extension host", function () {
  this.timeout(120_000);
  let world: World;
  inSharedWorld((shared) => {
    world = shared;
  });

  it(verifies("vscode.inside", "The extension passes its tests inside the editor's extension host"), async () => {
    const tests = await bundleEditorTests();
    await world.workbench.runInside(join(repository, "test/support/vscode/companion"), tests.runner);
    const results = tests.results();
    assert.ok(results.length > 0);
    assert.deepEqual(
      results.filter(({ failure }) => failure !== null),
      [],
    );
  });
});
