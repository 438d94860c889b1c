/** Mocha's spec output, then the one line that CI reads: `N passed, N failed`, with `, N skipped` where there are any. */
import { appendFileSync } from "node:fs";
import Mocha from "mocha";

export default class ClosingLineReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      const tally = process.env.DRAWBRIDGE_TEST_TALLY;
      if (tally !== undefined) appendFileSync(tally, `${JSON.stringify({ passes, failures, pending })}\n`);
      else process.stdout.write(`${closingLine(passes, failures, pending)}\n`);
    });
  }
}

/** The line that CI reads. It has the skipped count only where that is not zero. */
export const closingLine = (passed: number, failed: number, skipped: number): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
