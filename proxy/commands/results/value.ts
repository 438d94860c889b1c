/**
 * Values of a result in a form for a person. Pure. Characters that could act on the terminal or hide text are spelled
 * out.
 */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import { z } from "zod";

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isScalar = (value: unknown): value is string | number | boolean | null =>
  value === null || ["string", "number", "boolean"].includes(typeof value);

/** Why a list is not complete, and how to get the rest (the framework's `truncated`). */
export const Truncated = z.object({
  reason: z.string().optional(),
  shown: z.number().optional(),
  next: z.string(),
});
export type Truncated = z.infer<typeof Truncated>;

/** A value on one line. Numbers stay unchanged, because a person may copy them. */
export function inline(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "string") return spelledOut(value);
  if (isScalar(value)) return String(value);
  if (isFields(value) && Object.values(value).every(isScalar))
    return Object.entries(value)
      .map(([name, each]) => `${label(name).toLowerCase()} ${inline(each)}`)
      .join(", ");
  return spelledOut(JSON.stringify(value));
}

/** "query_id" as "Query id". */
export function label(name: string): string {
  const words = spelledOut(name).replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
