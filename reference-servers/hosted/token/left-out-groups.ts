/** Whether a provider says that it left the groups out of a token, because there are too many of them. Pure. */
import type { ClaimPath } from "@drawbridge/contracts/identity-provider/claim-path";

type Claims = Readonly<Record<string, unknown>>;

/**
 * The claim that says so; null where none does. OpenID Connect Core 1.0 §5.6.2 names claims that are elsewhere in
 * `_claim_names`; Entra ID's shorter tokens have `hasgroups`. Such a token may name some groups and still not all.
 */
export function leftOutMarker(claims: Claims, [group = ""]: ClaimPath): "_claim_names" | "hasgroups" | null {
  const elsewhere = claims._claim_names;
  if (typeof elsewhere === "object" && elsewhere !== null && Object.hasOwn(elsewhere, group)) return "_claim_names";
  return claims.hasgroups === true || claims.hasgroups === "true" ? "hasgroups" : null;
}
