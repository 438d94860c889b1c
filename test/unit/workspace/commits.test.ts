import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

/** Commits since this day follow the rule of CONTRIBUTING.md. */
const firstDay = "2026-11-22T00:00:00Z";
const maxSubjectLength = 72;

/** "area: what changes" or "area, area: what changes". */
const subject = /^[a-z][a-z0-9 ,/-]*: \S/;

describe("the history", () => {
  it(
    verifies("workspace.commits", "Every commit's subject names its area and what changes, in at most 72 characters"),
    function () {
      let log: string;
      try {
        log = execFileSync("git", ["log", "--no-merges", `--since=${firstDay}`, "--format=%h %s"], {
          cwd: repository,
          encoding: "utf8",
          stdio: ["ignore", "pipe", "ignore"],
        });
      } catch {
        // A copy of the sources without their history.
        this.skip();
      }
      const wrong = log
        .split("\n")
        .map((line) => line.slice(line.indexOf(" ") + 1))
        .filter((line) => line !== "" && (line.length > maxSubjectLength || !subject.test(line)));
      assert.deepEqual(wrong, []);
    },
  );
});
