/** What a token requires its holder to prove (`cnf`, RFC 7800 §3.1). */
import { z } from "zod";

export type Confirmation =
  /** Anyone who has the token may use it. */
  | { readonly kind: "none" }
  /** The holder of the key with this thumbprint (RFC 9449 §6.1). */
  | { readonly kind: "key"; readonly thumbprint: string }
  /** Something that cannot be checked here, so the token is refused. */
  | { readonly kind: "unknown" };

const KeyThumbprint = z.string().regex(/^[\w-]{43}$/);

/**
 * The other ways to bind a token (IANA's registry of JWT confirmation methods). None of them is checked here, so a token
 * that has one is refused, even beside `jkt`.
 */
const otherMethods = ["jwk", "jwe", "kid", "jku", "x5t#S256", "osc", "ckt"] as const;

/** Members that are no method are ignored (RFC 7800 §3.1). Keycloak adds `kc-jkt-type`. */
const ByKey = z
  .looseObject({ jkt: KeyThumbprint })
  .refine((confirmation) => otherMethods.every((method) => !Object.hasOwn(confirmation, method)));

/** Reads a verified token's claims. A `cnf` that is present counts, regardless of what it holds. */
export function confirmationOf(claims: Readonly<Record<string, unknown>>): Confirmation {
  if (!Object.hasOwn(claims, "cnf")) return { kind: "none" };
  const byKey = ByKey.safeParse(claims.cnf);
  return byKey.success ? { kind: "key", thumbprint: byKey.data.jkt } : { kind: "unknown" };
}
