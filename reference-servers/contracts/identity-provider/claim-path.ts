/** Where a token has a claim: at its top level, or inside of objects (`realm_access.roles`). Pure. */
import { z } from "zod";

const Segment = z.string().min(1).max(200);

/**
 * A list of names is the path itself. A text is split at its dots, unless it is a URL: providers use URLs as the names of
 * claims that a company adds. The path always begins at the top of the token and is followed name by name.
 */
export const ClaimPath = z
  .union([Segment, z.array(Segment).min(1).max(8)])
  .transform((path) => (typeof path !== "string" ? path : path.includes("://") ? [path] : path.split(".")))
  .pipe(z.array(Segment));
export type ClaimPath = z.infer<typeof ClaimPath>;

/** As a message names it. */
export const pathInWords = (path: ClaimPath): string => path.join(".");

/** The value at `path`; undefined where the token has none. */
export function valueAt(claims: Readonly<Record<string, unknown>>, path: ClaimPath): unknown {
  let value: unknown = claims;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value ?? undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
