/** The digest that approvals are bound by: of arguments, and of what a person was shown. */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/**
 * SHA-256, as base64url, of `value`'s canonical JSON (RFC 8785). Equal JSON has equal digests whatever the order of keys
 * or the writing of numbers; texts that only look equal (Unicode forms) differ. Members that are undefined count as
 * absent. Throws for what JSON cannot say.
 */
export function digestOf(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("there is no JSON of this value");
  return createHash("sha256").update(text).digest("base64url");
}
