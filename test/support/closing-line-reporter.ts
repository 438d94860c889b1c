/**
 * Mocha's spec output, then the one line that CI reads: `N passed, N failed`, with `, N skipped` where there are any.
 * Under scripts/test.ts the counts and the failures go to a file, because the line and the list there are over all suites.
 */
import { writeFileSync } from "node:fs";
import Mocha from "mocha";
import type { Tally } from "../../scripts/test-tally.ts";

export default class ClosingLineReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const failed: Tally["failed"] = [];
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test: Mocha.Runnable, error: unknown) => {
      failed.push({ title: test.fullTitle(), file: test.file ?? "", reason: reasonOf(error) });
    });
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      const file = process.env.DRAWBRIDGE_TEST_TALLY;
      const tally: Tally = { passes, failures, pending, failed };
      if (file !== undefined) writeFileSync(file, JSON.stringify(tally));
      else process.stdout.write(`${closingLine(passes, failures, pending)}\n`);
    });
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** The line that CI reads. It has the skipped count only where that is not zero. */
export const closingLine = (passed: number, failed: number, skipped: number): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
