/**
 * Looks for tests that wait for a time instead of for what they wait for: too short on a busy machine, too long on any other.
 * A test waits by `until` (test/support/clocks), moves a clock, or holds a part at a fault port. Where the time itself is what
 * is tested, the wait is a function of test/support/clocks whose name says so. Tests of faults may wait: chance is their subject.
 */
import { readFileSync } from "node:fs";
import { repository, sourceFiles } from "../test/support/machine/source-files.ts";

const wait = /\b(?:sleep|pause|delay|setTimeout|waitForTimeout)\(|setTimeout as |import \{ setTimeout \}/;

/** The lines (from 1) of a test on which it waits for a time. Pure. */
export const waitsIn = (text: string): readonly number[] =>
  text.split("\n").flatMap((line, index) => (wait.test(line) ? [index + 1] : []));

/** For `npm run check`: prints every such line, and returns whether there is none. */
export function checkWaits(print: (line: string) => void): boolean {
  const places = sourceFiles("test")
    .filter((file) => file.endsWith(".test.ts") && !file.startsWith(`${repository}test/faults/`))
    .flatMap((file) => waitsIn(readFileSync(file, "utf8")).map((line) => `${file.slice(repository.length)}:${line}`));
  for (const place of places)
    print(
      `${place}: a wait for a time. Use until(), a moved clock, a fault port or a function of test/support/clocks.`,
    );
  return places.length === 0;
}
