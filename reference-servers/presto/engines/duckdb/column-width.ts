/** How wide a value is, in bytes, for pricing: DuckDB's in-memory width; strings and nested values by rule of thumb. */

const fixed: ReadonlyMap<string, number> = new Map([
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

/** A string is a 16-byte handle plus its text; 32 holds the names and codes that warehouses are full of. */
const variable = 32;

/** DECIMAL(p,s) is stored as the smallest integer that holds p digits. */
const decimalWidths = [
  { digits: 4, bytes: 2 },
  { digits: 9, bytes: 4 },
  { digits: 18, bytes: 8 },
  { digits: 38, bytes: 16 },
] as const;

/** Width of one value of a column whose type DuckDB writes as `type`, e.g. "DECIMAL(10,2)". */
export function columnWidth(type: string): number {
  const digits = /^DECIMAL\((\d+),/.exec(type)?.[1];
  if (digits === undefined) return fixed.get(type) ?? variable;
  return decimalWidths.find((width) => Number(digits) <= width.digits)?.bytes ?? 16;
}
