/** A value of DuckDB as JSON has it. */
import { type DuckDBValueConverter, type Json, JsonDuckDBValueConverter } from "@duckdb/node-api";

/**
 * Integers are numbers as long as a number holds every digit, as Presto's client has them; larger ones and decimals are
 * strings, dates and times as ISO 8601 writes them.
 */
export const toCell: DuckDBValueConverter<Json> = (value, type, converter) =>
  typeof value === "bigint" && Number.isSafeInteger(Number(value))
    ? Number(value)
    : JsonDuckDBValueConverter(value, type, converter);
