/** Prints the figures of the benchmark as tables, and writes them to a file for the comparison of two runs. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/machine/source-files.ts";
import type { Contender } from "./contenders.ts";
import type { Bar, Measured } from "./limits.ts";
import { median, ratio, type Samples } from "./measures.ts";

/** One row for each contender: the median, and in brackets the median of its paired ratios to `base`. */
export function printContenders(contenders: readonly Contender[], of: Measured): void {
  const columns: readonly [string, Samples, string, number][] = [
    ["start ms (x floor)", of.start, "floor", 0],
    ["p50 ms (x direct)", of.p50, "direct", 2],
    ["p99 ms", of.p99, "direct", 2],
    ["calls/s, 64", of.rate, "direct", 0],
    ["1 MiB, MiB/s", of.mebibyte, "direct", 0],
    ["raw 1 MiB", of.rawMebibyte, "direct", 0],
    ["raw 32 MiB", of.rawHuge, "direct", 0],
    ["ten, MB PSS", of.memory, "floor", 0],
  ];
  const cell = (samples: Samples, contender: string, base: string, digits: number): string => {
    const values = samples.get(contender);
    if (values === undefined) return "-";
    const against = samples.has(base) ? ` (${ratio(samples, contender, base).toFixed(2)})` : "";
    return median(values).toFixed(digits) + against;
  };
  printTable([
    ["contender", ...columns.map(([title]) => title)],
    ...contenders.map(({ name }) => [
      name,
      ...columns.map(([, ...column]) => cell(column[0], name, column[1], column[2])),
    ]),
  ]);
}

export function printBars(bars: readonly Bar[]): void {
  printTable([
    ["", "figure", "bar", ""],
    ...bars.map(({ what, figure, bar, atMost, met }) => {
      return [what, figure.toFixed(2), `${atMost ? "≤" : "≥"} ${bar}`, met ? "met" : "MISSED"];
    }),
  ]);
}

export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  console.log("");
  for (const row of rows) {
    const cells = row.map((text, at) => text.padEnd(widths[at] ?? 0));
    console.log(cells.join("  ").trimEnd());
  }
}

/** Writes `.cache/NAME.json`. */
export function keep(name: string, facts: Readonly<Record<string, unknown>>): void {
  const folder = join(repository, ".cache");
  mkdirSync(folder, { recursive: true });
  const content = { at: new Date().toISOString(), node: process.version, ...facts };
  const plain = (_: string, value: unknown): unknown => (value instanceof Map ? Object.fromEntries(value) : value);
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, plain, 2)}\n`);
  console.log(`\nEvery sample: .cache/${name}.json`);
}
