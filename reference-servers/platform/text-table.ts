/** Rows as a text table. Each column is as wide as its widest cell, and numbers are right-aligned. */
export function textTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, at) => Math.max(column.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const numeric = columns.map((_, at) => rows.every((row) => /^-?[\d.,]+$/.test(row[at] ?? "")));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (numeric[at] === true ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  return [line(columns), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}
