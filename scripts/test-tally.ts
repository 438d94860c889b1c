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

/**
 * The failures once more, short, for the end of a long run: what CI keeps of its output is the end. Where there are many,
 * the first of them is often the cause of the rest, so their titles with one line of the reason come last.
 */
export function failureList(failed: readonly Failure[]): string {
  const entry = ({ title, file, reason }: Failure, at: number): string => {
    const shown = readable(reason)
      .slice(0, maxReasonLines)
      .map((line) => `     ${line.slice(0, maxLineLength)}`);
    return [`  ${at + 1}) ${title}`, ...(file === "" ? [] : [`     ${file}`]), ...shown].join("\n");
  };
  if (failed.length === 0) return "";
  const whole = `Failed:\n${failed.map(entry).join("\n")}`;
  if (failed.length <= maxWithoutSummary) return whole;
  const inShort = ({ title, reason }: Failure, at: number): string =>
    `  ${at + 1}) ${title}: ${readable(reason)[0]?.trim() ?? ""}`.slice(0, maxLineLength);
  return `${whole}\n\nIn short, the first one first:\n${failed.map(inShort).join("\n")}`;
}

/** Failures up to so many are read at one look. */
const maxWithoutSummary = 3;

const readable = (reason: string): readonly string[] =>
  reason.split("\n").filter((line) => line.trim() !== "" && !/node_modules|node:internal/.test(line));
