/**
 * The width of a value in bytes, for prices: DuckDB's width in memory, and an assumed width for strings and nested
 * values.
 */

const fixedWidths: ReadonlyMap<string, number> = new Map([
  ["BOOLEAN", 1],
  ["TINYINT", 1],
  ["UTINYINT", 1],
  ["SMALLINT", 2],
  ["USMALLINT", 2],
  ["INTEGER", 4],
  ["UINTEGER", 4],
  ["FLOAT", 4],
  ["DATE", 4],
  ["BIGINT", 8],
  ["UBIGINT", 8],
  ["DOUBLE", 8],
  ["TIME", 8],
  ["TIMESTAMP", 8],
  ["TIMESTAMP WITH TIME ZONE", 8],
  ["HUGEINT", 16],
  ["UHUGEINT", 16],
  ["UUID", 16],
  ["INTERVAL", 16],
]);

/** A string is a 16-byte handle plus its text; 32 bytes are enough for typical names and codes. */
const variableWidth = 32;

/** DECIMAL(p,s) is stored as the smallest integer that holds p digits. */
const decimalWidths = [
  { digits: 4, bytes: 2 },
  { digits: 9, bytes: 4 },
  { digits: 18, bytes: 8 },
  { digits: 38, bytes: 16 },
] as const;

/** Bytes of one value of a column of DuckDB's type `type`, for example "DECIMAL(10,2)". */
export function columnWidth(type: string): number {
  const digits = /^DECIMAL\((\d+),/.exec(type)?.[1];
  if (digits === undefined) return fixedWidths.get(type) ?? variableWidth;
  return decimalWidths.find((width) => Number(digits) <= width.digits)?.bytes ?? 16;
}
