/** Lines that belong together because they are indented. Pure. */

export const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Where the lines after `at` end that are empty or indented deeper than `indent`. */
export function indentedAfter(lines: readonly string[], at: number, indent: number): number {
  let end = at + 1;
  while (end < lines.length && (lines[end]?.trim() === "" || indentOf(lines[end] ?? "") > indent)) end += 1;
  return end;
}

/** The lines without the indent that all of them have, and without empty lines around them. */
export function withoutIndent(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== "");
  if (first === -1) return [];
  const used = lines.slice(first, lines.findLastIndex((line) => line.trim() !== "") + 1);
  const common = used.reduce((least, line) => (line.trim() === "" ? least : Math.min(least, indentOf(line))), 1_000);
  return used.map((line) => line.slice(common));
}
