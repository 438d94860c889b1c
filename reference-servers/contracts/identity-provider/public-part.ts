/**
 * What programs on engineers' machines need of an identity provider: how to ask it for the broker's tokens. The registry
 * publishes it at `/.well-known/drawbridge`. Neither audiences nor ids of the approver are in it.
 */
import { z } from "zod";
import { PersonRule } from "../person.ts";
import { ClaimPath } from "./claim-path.ts";
import { defaultScopes, type IdentityProvider, personRuleOf, TokenKind } from "./provider.ts";
import { nameOf, titleOf } from "./provider-names.ts";

/** Fields that a newer registry adds are ignored. */
export const PublicProvider = z.object({
  issuer: z.url(),
  /** What people type, and what they read, to choose it among several. An older registry leaves both out. */
  name: z.string().optional(),
  title: z.string().optional(),
  clientId: z.string(),
  scopes: z.array(z.string()).default([...defaultScopes]),
  /** RFC 8707; null to leave the parameter out. */
  resource: z.string().nullable(),
  audience: z.string().nullable().default(null),
  parameters: z.record(z.string(), z.string()).default({}),
  publicSecret: z.string().optional(),
  pushedRequests: z.boolean().optional(),
  loopbackPort: z.number().int().min(1).max(65_535).nullable().default(null),
  token: TokenKind.default("access_token"),
  person: PersonRule,
  /** Where a token has the groups, for display alone. */
  groups: ClaimPath.default(["groups"]),
  /** The same for a name for people to read. */
  displayName: ClaimPath.default(["name"]),
});
export type PublicProvider = z.output<typeof PublicProvider>;

export const publicPartOf = (provider: IdentityProvider): PublicProvider => {
  const { issuer, broker, token, claims } = provider;
  return {
    ...{ issuer, name: nameOf(provider), title: titleOf(provider) },
    ...{ clientId: firstOf(broker.clientIds), scopes: broker.scopes, resource: resourceOf(broker) },
    ...{ audience: broker.audience, parameters: broker.parameters, loopbackPort: broker.loopbackPort, token },
    ...(broker.publicSecret !== undefined && { publicSecret: broker.publicSecret }),
    ...(broker.pushedRequests !== undefined && { pushedRequests: broker.pushedRequests }),
    ...{ person: personRuleOf(provider), groups: claims.groups, displayName: claims.displayName },
  };
};

/** The parameter `resource` for tokens of this client; null to leave it out. */
export function resourceOf({
  resource,
  audiences,
}: Pick<IdentityProvider["approver"], "resource" | "audiences">): string | null {
  if (resource !== undefined) return resource;
  const first = firstOf(audiences);
  return URL.canParse(first) ? first : null;
}

/** The client id with which new sign-ins begin. */
export function firstOf(names: readonly string[]): string {
  const [first] = names;
  if (first === undefined) throw new TypeError("the schema lets no empty list pass");
  return first;
}
