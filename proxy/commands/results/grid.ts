/** Rows under headings, at most as wide as the terminal. Pure. */
import { cutTo, hanging, padEnd, padStart, widthOf } from "./text-width.ts";

export interface Column {
  readonly heading: string;
  /** Numbers are aligned right, because they are easier to compare when their last digits are below each other. */
  readonly align: "left" | "right";
}

export interface Grid {
  readonly text: string;
  /** Whether a cell was too wide for the terminal, so that its end is missing. */
  readonly cut: boolean;
}

const gap = 2;
/** A column that is narrower than this shows too little. Then each row becomes a block, with a line for each cell. */
const minWidth = 8;

/** A table. If the columns do not fit beside each other, each row becomes a block of lines. */
export function grid(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): Grid {
  const wanted = columns.map(({ heading }, at) =>
    Math.max(widthOf(heading), ...rows.map((row) => widthOf(row[at] ?? ""))),
  );
  const widths = shrunk(wanted, width - gap * (columns.length - 1));
  if (widths === null) return { text: blocks(columns, rows, width), cut: false };
  const line = (cells: readonly string[], fill = " ") =>
    cells
      .map((cell, at) => place(cell, widths[at] ?? 0, columns[at]?.align))
      .join(fill.repeat(gap))
      .trimEnd();
  const rule = widths.map((each) => "─".repeat(each)).join(" ".repeat(gap));
  const text = [line(columns.map(({ heading }) => heading)), rule, ...rows.map((row) => line(row))].join("\n");
  return { text, cut: rows.some((row) => row.some((cell, at) => widthOf(cell) > (widths[at] ?? 0))) };
}

function place(cell: string, width: number, align: Column["align"] | undefined): string {
  const fitting = cutTo(cell, width);
  return align === "right" ? padStart(fitting, width) : padEnd(fitting, width);
}

/** Shrinks the widest columns until all of them fit into `room`; null if one would become too narrow. */
function shrunk(wanted: readonly number[], room: number): readonly number[] | null {
  const widths = [...wanted];
  let over = widths.reduce((sum, each) => sum + each, 0) - room;
  while (over > 0) {
    const widest = Math.max(...widths);
    if (widest <= minWidth) return null;
    const second = Math.max(minWidth, ...widths.filter((each) => each < widest));
    const at = widths.indexOf(widest);
    const take = Math.min(over, Math.max(1, widest - second));
    widths[at] = widest - take;
    over -= take;
  }
  return widths;
}

function blocks(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const names = Math.min(24, Math.max(...columns.map(({ heading }) => widthOf(heading))));
  return rows
    .map((row, at) => {
      const cells = row.map((cell, index) =>
        hanging(`${padEnd(cutTo(columns[index]?.heading ?? "", names), names)}  `, cell, width),
      );
      return [`── ${at + 1} ──`, ...cells].join("\n");
    })
    .join("\n");
}
