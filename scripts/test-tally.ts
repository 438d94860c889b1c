/** What one run of mocha leaves for scripts/test.ts: its counts, and each failure with its reason. */
import { z } from "zod";

export const Failure = z.object({
  /** The whole title, with those of the suites around it. */
  title: z.string(),
  /** Where the test is; "" where a process failed outside a test. */
  file: z.string(),
  /** The error with its stack, or how the process ended. */
  reason: z.string(),
});
export type Failure = z.infer<typeof Failure>;

export const Tally = z.object({
  passes: z.number(),
  failures: z.number(),
  pending: z.number(),
  failed: z.array(Failure),
});
export type Tally = z.infer<typeof Tally>;

export const emptyTally: Tally = { passes: 0, failures: 0, pending: 0, failed: [] };

export const sumOf = (a: Tally, b: Tally): Tally => ({
  passes: a.passes + b.passes,
  failures: a.failures + b.failures,
  pending: a.pending + b.pending,
  failed: [...a.failed, ...b.failed],
});

/**
 * Counts what a mocha process left. A process that ended with an error counts as one failure where its tally has none:
 * it crashed, or failed outside a test. So does one that ran no test.
 */
export function tallyOfProcess(tally: Tally | null, ended: string | null): Tally {
  const counted = tally ?? emptyTally;
  const ranNone = counted.passes + counted.failures + counted.pending === 0;
  if (counted.failures > 0 || (ended === null && !ranNone)) return counted;
  const reason = ended ?? "it ran no test";
  return sumOf(counted, {
    ...emptyTally,
    failures: 1,
    failed: [{ title: "a process of the suite", file: "", reason }],
  });
}

const maxReasonLines = 12;
const maxLineLength = 300;

/** The failures once more, short, for the end of a long run: what CI keeps of its output is the end. */
export function failureList(failed: readonly Failure[]): string {
  const entry = ({ title, file, reason }: Failure, at: number): string => {
    const lines = reason.split("\n").filter((line) => line.trim() !== "" && !/node_modules|node:internal/.test(line));
    const shown = lines.slice(0, maxReasonLines).map((line) => `     ${line.slice(0, maxLineLength)}`);
    return [`  ${at + 1}) ${title}`, ...(file === "" ? [] : [`     ${file}`]), ...shown].join("\n");
  };
  return failed.length === 0 ? "" : `Failed:\n${failed.map(entry).join("\n")}`;
}
