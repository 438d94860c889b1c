/** Who holds a verified token, by the rules of the provider that issued it. Pure. */
import { displayNameOf } from "@drawbridge/contracts/display-name";
import type { Surface } from "@drawbridge/contracts/identity";
import { type ClaimPath, pathInWords, valueAt } from "@drawbridge/contracts/identity-provider/claim-path";
import { groupsNamed } from "@drawbridge/contracts/identity-provider/group-names";
import { type IdentityProvider, personRuleOf } from "@drawbridge/contracts/identity-provider/provider";
import type { ClaimReading } from "@drawbridge/contracts/identity-provider/token-reading";
import { userOf } from "@drawbridge/contracts/person";
import type { SignIn } from "@drawbridge/contracts/sign-outs";
import { isStorable } from "@drawbridge/contracts/storable-text";
import { needsLookup } from "./group-lookup.ts";
import { TokenError } from "./token-error.ts";

/** A token's holder and client. */
export interface Caller {
  /** The person's canonical id. */
  readonly user: string;
  /** The claim that the id comes from. */
  readonly claim: string;
  /** Whether the id is the same in the tokens of every client. A pairwise `sub` is not (OpenID Connect Core 1.0 §8.1). */
  readonly certain: boolean;
  /** A name for people to read (contracts/display-name.ts). It decides nothing. */
  readonly name: string | null;
  /** As policies name them. */
  readonly groups: readonly string[];
  readonly clientId: string;
  /** What the provider's description says that the client is. */
  readonly client: "broker" | "approver" | "application" | "unknown";
  /** Null for a client that no person calls tools by. */
  readonly surface: Surface | null;
  /** What a sign-out at the provider can end the token by. */
  readonly signIn: SignIn;
}

type Claims = Readonly<Record<string, unknown>>;

/** `subjectTypes` is from the provider's metadata. Throws TokenError `unreadable-claims`, which names the claim. */
export function callerOf(claims: Claims, provider: IdentityProvider, subjectTypes: readonly string[]): Caller {
  const person = personRuleOf(provider);
  const read = userOf(claims, person);
  if (!read.ok) throw new TokenError("unreadable-claims", read.why);
  const clientId = clientIdOf(claims, provider.claims.client);
  return {
    ...{ user: read.user, claim: person.claim, certain: isCertain(provider, subjectTypes) },
    name: displayNameOf(valueAt(claims, provider.claims.displayName)),
    groups: policyNames(groupsIn(claims, provider.claims.groups), provider),
    clientId,
    ...roleOf(clientId, provider),
    signIn: signInOf(claims, provider),
  };
}

function signInOf({ sub, sid, iat }: Claims, { issuer }: IdentityProvider): SignIn {
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  return { issuer, subject: text(sub), session: text(sid), issuedAt: typeof iat === "number" ? iat : null };
}

/** The names that policies use for groups that the provider names. No policy can be stored with a name that is left out. */
export const policyNames = (groups: readonly string[], { groupNames }: IdentityProvider): readonly string[] =>
  groupsNamed(groups, groupNames).filter(isStorable);

function clientIdOf(claims: Claims, paths: readonly ClaimPath[]): string {
  for (const path of paths) {
    const value = valueAt(claims, path);
    if (value === undefined) continue;
    if (typeof value === "string" && value !== "") return value;
    throw unreadable(`the claim ${pathInWords(path)} of your token, which names the application, is not a text`);
  }
  const names = paths.map(pathInWords).join(", ");
  throw unreadable(
    `your token does not say which application it was made for: it has none of the claims ${names} (setting claims.client)`,
  );
}

/** One text is one group. A token without the claim is a person's without groups. */
function groupsIn(claims: Claims, path: ClaimPath): readonly string[] {
  const value = valueAt(claims, path) ?? [];
  const groups = typeof value === "string" ? [value] : value;
  if (Array.isArray(groups) && groups.every((group) => typeof group === "string")) return groups;
  throw unreadable(
    `the claim ${pathInWords(path)} of your token, which names the groups, is not a list of texts (setting claims.groups)`,
  );
}

const unreadable = (what: string): TokenError =>
  new TokenError(
    "unreadable-claims",
    `Your token is valid, but ${what}. Ask the operator of Drawbridge at your company to correct the setting or the identity provider.`,
  );

function roleOf(
  clientId: string,
  { broker, approver, surfaces }: IdentityProvider,
): Pick<Caller, "client" | "surface"> {
  if (broker.clientIds.includes(clientId)) return { client: "broker", surface: "local" };
  if (approver.clientIds.includes(clientId)) return { client: "approver", surface: null };
  const surface = Object.hasOwn(surfaces, clientId) ? surfaces[clientId] : undefined;
  return surface === undefined ? { client: "unknown", surface: null } : { client: "application", surface };
}

/**
 * Whether an id means the same person in every client's tokens. A pairwise `sub` differs from client to client (OpenID
 * Connect Core 1.0 §8). Where a provider has both types, or does not say, the operator knows which one these clients get.
 */
function isCertain(provider: IdentityProvider, subjectTypes: readonly string[]): boolean {
  const { claim, named } = personRuleOf(provider);
  if (claim !== "sub") return true;
  const pairwise = subjectTypes.includes("pairwise");
  const isPublic = subjectTypes.includes("public");
  return named ? isPublic || !pairwise : isPublic && !pairwise;
}

/** Where a token has, or lacks, what its provider's description names. */
export function claimsRead(claims: Claims, provider: IdentityProvider): readonly ClaimReading[] {
  const { audience, client, groups, displayName } = provider.claims;
  const has = (path: ClaimPath): boolean => valueAt(claims, path) !== undefined;
  const at = (setting: string, path: ClaimPath): ClaimReading => ({
    setting,
    claim: pathInWords(path),
    found: has(path),
  });
  const { claim: user } = personRuleOf(provider);
  return [
    at("claims.audience", audience),
    at("claims.client", client.find(has) ?? client[0] ?? []),
    at("claims.user", [user]),
    { ...at("claims.groups", groups), ...(needsLookup(claims, provider) && { lookedUp: true }) },
    at("claims.displayName", displayName),
  ];
}
