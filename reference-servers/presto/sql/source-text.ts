/** Places in a statement's text. The parser counts code points, an editor lines and columns, JavaScript code units. */
import type { Position } from "./verdict.ts";

export function positionAt(sql: string, offset: number): Position {
  const lines = before(sql, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1 };
}

/** The text up to `offset`, less the blanks at its end. */
export const upTo = (sql: string, offset: number): string => before(sql, offset).trimEnd();

/** The text from `offset` on, at its old line and column: what stood before it is blank. */
export function blankBefore(sql: string, offset: number): string {
  const prefix = before(sql, offset);
  return prefix.replace(/[^\r\n]/gu, " ") + sql.slice(prefix.length);
}

const before = (sql: string, offset: number): string => [...sql].slice(0, offset).join("");
