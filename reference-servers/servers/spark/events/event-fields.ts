/**
 * Reads fields of an event, whose shape depends on Spark's version (org.apache.spark.util.JsonProtocol). A missing
 * field, or one of another type, is null and never an error. Schemas of whole events would be too slow for logs of
 * gigabytes.
 */
export type Json = unknown;

export function at(value: Json, ...path: readonly string[]): Json {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = Reflect.get(inner, key);
  }
  return inner;
}

export function numberAt(value: Json, ...path: readonly string[]): number | null {
  const field = at(value, ...path);
  return typeof field === "number" && Number.isFinite(field) ? field : null;
}

export function textAt(value: Json, ...path: readonly string[]): string | null {
  const field = at(value, ...path);
  return typeof field === "string" ? field : null;
}

export function listAt(value: Json, ...path: readonly string[]): readonly Json[] {
  const field = at(value, ...path);
  return Array.isArray(field) ? field : [];
}

export function entriesAt(value: Json, ...path: readonly string[]): readonly (readonly [string, Json])[] {
  const field = at(value, ...path);
  return typeof field === "object" && field !== null ? Object.entries(field) : [];
}
