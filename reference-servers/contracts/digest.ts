/** The digest that binds approvals: of arguments, and of what a person saw. */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/**
 * `value`'s canonical JSON (RFC 8785): equal JSON gives equal text. Members that are undefined count as absent. Throws
 * for a value that JSON cannot express.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("there is no JSON of this value");
  return text;
}

/**
 * SHA-256, as base64url, of `value`'s canonical JSON. Equal JSON has equal digests, regardless of the order of keys and
 * the notation of numbers. Texts that only look equal (Unicode forms) have different digests. Throws as `canonicalJson`
 * does.
 */
export const digestOf = (value: unknown): string =>
  createHash("sha256").update(canonicalJson(value)).digest("base64url");
