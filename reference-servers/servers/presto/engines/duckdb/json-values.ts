/** Converts values of DuckDB to JSON. */
import { type DuckDBValueConverter, type Json, JsonDuckDBValueConverter } from "@duckdb/node-api";

/**
 * Integers are numbers while a number can hold every digit, as in Presto's client. Larger integers and decimals are
 * strings; dates and times are in ISO 8601.
 */
export const toJsonValue: DuckDBValueConverter<Json> = (value, type, converter) =>
  typeof value === "bigint" && Number.isSafeInteger(Number(value))
    ? Number(value)
    : JsonDuckDBValueConverter(value, type, converter);
