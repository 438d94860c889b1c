import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { exitCode, exitCodeOf } from "../../../proxy/terminal/exit-code.ts";
import { errorPage, errorPagePath, errorTables } from "../../../scripts/error-docs.ts";
import { verifies } from "../../support/verifies.ts";

describe("the tables of error codes", () => {
  const facts = errorTables.flatMap(({ title, errors }) =>
    Object.entries(errors).map(([code, row]) => ({ at: `${title}: ${code}`, code, ...row })),
  );

  it(verifies("workspace.error-codes", "docs/errors.md is the page that the tables of error codes make"), () => {
    assert.equal(readFileSync(errorPagePath, "utf8"), errorPage(), "run: node scripts/error-docs.ts");
  });

  it(verifies("workspace.error-codes", "An error code invites a retry only where nothing has run"), () => {
    const wrong = facts.filter(({ retryable, mayHaveRun }) => retryable && mayHaveRun !== "no");
    assert.deepEqual(
      wrong.map(({ at }) => at),
      [],
    );
  });

  it(
    verifies("cli.exit-codes", "An error code ends the command line as its table says, in each table that has it"),
    () => {
      const wrong = facts.filter(
        ({ code, exit, statuses }) => statuses === undefined && exitCodeOf(code) !== exitCode[exit],
      );
      assert.deepEqual(
        wrong.map(({ at }) => at),
        [],
      );
    },
  );

  it(
    verifies(
      "workspace.error-codes",
      "Every row of the tables says what happened and the next step in whole sentences",
    ),
    () => {
      const wrong = facts.filter(({ meaning, next }) => !/^[A-Z`].*\.$/.test(meaning) || !/^[A-Z`].*\.$/.test(next));
      assert.deepEqual(
        wrong.map(({ at }) => at),
        [],
      );
    },
  );
});
