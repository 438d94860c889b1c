/** The digest that approvals are bound by: of arguments, and of what a person was shown. */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/**
 * `value`'s canonical JSON (RFC 8785): equal JSON is equal text. Members that are undefined count as absent. Throws for
 * what JSON cannot say.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("there is no JSON of this value");
  return text;
}

/**
 * SHA-256, as base64url, of `value`'s canonical JSON. Equal JSON has equal digests whatever the order of keys or the
 * writing of numbers; texts that only look equal (Unicode forms) differ. Throws as `canonicalJson` does.
 */
export const digestOf = (value: unknown): string =>
  createHash("sha256").update(canonicalJson(value)).digest("base64url");
