/**
 * Converts positions in a statement's text. The parser counts code points, an editor counts lines and columns, and
 * JavaScript counts code units.
 */
import type { Position } from "./verdict.ts";

export function positionAt(sql: string, offset: number): Position {
  const lines = before(sql, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1 };
}

/** The text up to `offset`, without spaces at its end. */
export const upTo = (sql: string, offset: number): string => before(sql, offset).trimEnd();

/** The text from `offset` on at the same line and column; the text before it is replaced by spaces. */
export function blankBefore(sql: string, offset: number): string {
  const prefix = before(sql, offset);
  return prefix.replace(/[^\r\n]/gu, " ") + sql.slice(prefix.length);
}

const before = (sql: string, offset: number): string => [...sql].slice(0, offset).join("");
