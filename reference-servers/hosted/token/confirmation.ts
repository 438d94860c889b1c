/** What a token requires its holder to prove (`cnf`, RFC 7800 §3.1). */
import { z } from "zod";

export type Confirmation =
  /** Anyone who has the token may use it. */
  | { readonly kind: "none" }
  /** The holder of the key with this thumbprint (RFC 9449 §6.1). */
  | { readonly kind: "key"; readonly thumbprint: string }
  /** Something that cannot be checked here, so the token is refused. */
  | { readonly kind: "unknown" };

/** Only `jkt` is allowed, because any other member would not be checked. */
const ByKey = z.strictObject({ jkt: z.string().regex(/^[\w-]{43}$/) });

/** Reads a verified token's claims. A `cnf` that is present counts, regardless of what it holds. */
export function confirmationOf(claims: Readonly<Record<string, unknown>>): Confirmation {
  if (!Object.hasOwn(claims, "cnf")) return { kind: "none" };
  const byKey = ByKey.safeParse(claims.cnf);
  return byKey.success ? { kind: "key", thumbprint: byKey.data.jkt } : { kind: "unknown" };
}
