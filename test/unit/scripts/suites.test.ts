import assert from "node:assert/strict";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { filesOf, roundsOf, type Suite, sharesOf, suites } from "../../../scripts/suites.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const suite = (name: string, more: Partial<Suite> = {}): Suite => ({ name, files: "", processes: 1, ...more });
const namesOf = (rounds: readonly (readonly Suite[])[]) => rounds.map((round) => round.map(({ name }) => name));

describe("the suites of npm test", () => {
  /** Read once, because it reads the whole tree of tests. */
  const found = new Map(suites.map((each) => [each, filesOf(each, repository)]));
  const filesIn = (each: Suite): readonly string[] => found.get(each) ?? [];

  it(verifies("workspace.every-test-runs", "Every file of tests belongs to one suite, and to no second one"), () => {
    const run = suites.flatMap(filesIn);
    const all = globSync("test/**/*.test.ts", { cwd: repository });
    assert.deepEqual(run.toSorted(), all.toSorted());
  });

  it(verifies("workspace.every-test-runs", "The processes of a suite run each of its files once"), () => {
    for (const each of suites) {
      const files = filesIn(each);
      const shares = sharesOf(files, each);
      assert.equal(shares.length, each.processes);
      assert.deepEqual(shares.flat().toSorted(), files, each.name);
      for (const share of shares) assert.ok(share.length > 0, each.name);
    }
  });

  it(
    verifies("workspace.every-test-runs", "Slow files are shared out first, to the process with the least to do"),
    () => {
      const slow = { b: 10, d: 6, e: 5 };
      assert.deepEqual(sharesOf(["a", "b", "c", "d", "e", "f"], { processes: 2, slow }), [
        ["a", "b", "c"],
        ["d", "e", "f"],
      ]);
    },
  );

  it("Every file that is named as slow is one of its suite", () => {
    for (const each of suites)
      for (const file of Object.keys(each.slow ?? {})) {
        assert.ok(existsSync(join(repository, file)), file);
        assert.ok(filesIn(each).includes(file), `${file} is not of ${each.name}`);
      }
  });

  it(
    verifies("workspace.every-test-runs", "A suite runs beside another one, and by itself where that is left out"),
    () => {
      const [editor, beside, last] = [suite("editor"), suite("beside", { beside: "editor" }), suite("last")];
      assert.deepEqual(namesOf(roundsOf([editor, beside, last])), [["editor", "beside"], ["last"]]);
      assert.deepEqual(namesOf(roundsOf([beside, last])), [["beside"], ["last"]]);
      const rounds = roundsOf(suites).flat();
      assert.deepEqual(new Set(rounds), new Set(suites));
      assert.equal(rounds.length, suites.length);
    },
  );
});
