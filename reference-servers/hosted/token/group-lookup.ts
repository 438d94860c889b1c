/**
 * Looks up the groups of a user whose token does not name them. An answer is believed for a stated time, in which a group
 * that the user has lost still counts. Without an answer the user is refused, and never counts as a user without groups.
 */
import type { ClaimPath } from "@drawbridge/contracts/identity-provider/claim-path";
import { pathInWords, valueAt } from "@drawbridge/contracts/identity-provider/claim-path";
import type { IdentityProvider } from "@drawbridge/contracts/identity-provider/provider";
import type { Secret } from "@drawbridge/contracts/secret";
import { type DirectoryAccess, directoryGroups } from "./directory.ts";
import { leftOutMarker } from "./left-out-groups.ts";
import { type LookupEndpoint, NoUsableAnswer, readLimited } from "./limited-json.ts";
import { TokenError } from "./token-error.ts";

type Claims = Readonly<Record<string, unknown>>;

/** A verified token whose groups are elsewhere. */
export interface LookupSubject {
  readonly token: string;
  readonly claims: Claims;
  readonly provider: IdentityProvider;
  /** Whether the token is bound to a key, so that no other part can use it. */
  readonly bound: boolean;
}

export interface LookupParts {
  /** DRAWBRIDGE_GROUPS_SECRET. */
  readonly secret: Secret | undefined;
  /** From the metadata of the provider of the subject. */
  userinfoEndpoint(provider: IdentityProvider): Promise<string | undefined>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Hears of each look-up that failed, for a log. */
  readonly onFailure?: ((failure: LookupFailure) => void) | undefined;
}

/** Why a look-up failed, without anything of the person. */
export interface LookupFailure {
  /** The issuer of the provider, as the settings name it. */
  readonly provider: string;
  readonly endpoint: LookupEndpoint;
  /** The HTTP status; null if no answer arrived, or the answer was not what failed. */
  readonly status: number | null;
  readonly reason: string;
  /** How long the look-up took. */
  readonly ms: number;
}

/** The line of the log with a LookupFailure. */
export const lookupFailed = "the groups of a user could not be looked up, so that user was refused";

export interface GroupLookups {
  /** The groups as the provider names them. Throws TokenError. */
  groupsOf(subject: LookupSubject): Promise<readonly string[]>;
}

/**
 * Whether the groups of a token are elsewhere: it says so, or it has none and a look-up is configured. A token without the
 * claim is otherwise a person's without groups.
 */
export const needsLookup = (claims: Claims, { claims: { groups }, groupLookup }: IdentityProvider): boolean =>
  leftOutMarker(claims, groups) !== null || (groupLookup !== undefined && valueAt(claims, groups) === undefined);

/** How many users' groups are remembered. */
const maxRemembered = 10_000;
/** Look-ups under way at once, so that many users at one time do not flood the directory. */
const maxUnderWay = 50;

interface Found {
  readonly groups: Promise<readonly string[]>;
  readonly until: number;
}

export function groupLookups({ secret, userinfoEndpoint, now, onFailure }: LookupParts): GroupLookups {
  const found = new Map<string, Found>();
  const directory: DirectoryAccess = { secret, now };
  let underWay = 0;

  const look = async (subject: LookupSubject): Promise<readonly string[]> => {
    const beganAt = performance.now();
    try {
      return await answered(subject);
    } catch (error) {
      onFailure?.(failureOf(error, subject.provider, performance.now() - beganAt));
      throw error;
    }
  };
  const answered = async (subject: LookupSubject): Promise<readonly string[]> => {
    const { groupLookup, claims } = subject.provider;
    if (underWay >= maxUnderWay)
      throw new TokenError("busy", "Too many users' groups are being looked up just now. Try again in a moment.");
    underWay += 1;
    try {
      if (groupLookup?.kind === "directory") return await directoryGroups(subject.claims, groupLookup, directory);
      return await userinfoGroups(subject, await userinfoEndpoint(subject.provider), claims.groups);
    } finally {
      underWay -= 1;
    }
  };

  return {
    async groupsOf(subject) {
      const { provider, claims, token } = subject;
      const path = provider.claims.groups;
      const lookup = provider.groupLookup;
      if (lookup === undefined) throw leftOut(path, leftOutMarker(claims, path) ?? "");
      const of = lookup.kind === "userinfo" ? token : JSON.stringify(valueAt(claims, lookup.userClaim));
      const key = `${provider.issuer} ${of}`;
      const before = found.get(key);
      if (before !== undefined && before.until > now()) return before.groups;
      const groups = look(subject);
      found.delete(key);
      found.set(key, { groups, until: now() + lookup.maxAgeSeconds * 1000 });
      const oldest = found.keys().next().value;
      if (found.size > maxRemembered && oldest !== undefined) found.delete(oldest);
      groups.catch(() => found.get(key)?.groups === groups && found.delete(key));
      return groups;
    },
  };
}

function failureOf(error: unknown, { issuer, groupLookup }: IdentityProvider, ms: number): LookupFailure {
  const at = { provider: issuer, ms: Math.round(ms) };
  const no = error instanceof TokenError ? error.cause : null;
  if (no instanceof NoUsableAnswer) return { ...at, endpoint: no.endpoint, status: no.status, reason: no.message };
  // The sentences of a TokenError have nothing of the token (token-error.ts).
  const reason = error instanceof TokenError ? error.message : "it failed";
  return { ...at, endpoint: groupLookup?.kind ?? "userinfo", status: null, reason };
}

/** OpenID Connect Core 1.0 §5.3. */
async function userinfoGroups(
  { token, claims, bound }: LookupSubject,
  endpoint: string | undefined,
  path: ClaimPath,
): Promise<readonly string[]> {
  if (endpoint === undefined)
    throw unreadable("the identity provider names no userinfo_endpoint in its metadata, where your groups would be");
  if (bound)
    throw unreadable(
      "it is bound to a key, so that the identity provider's userinfo cannot be asked with it for your groups",
    );
  const answer = await readLimited({
    ...{ endpoint: "userinfo", url: endpoint, headers: { authorization: `Bearer ${token}` } },
  });
  // OpenID Connect Core 1.0 §5.3.2: an answer about another person is not used.
  if (answer.sub !== claims.sub) throw unreadable("the identity provider's userinfo is about another person");
  const marker = leftOutMarker(answer, path);
  if (marker !== null) throw leftOut(path, `${marker} in its userinfo`);
  const value = valueAt(answer, path);
  const groups = typeof value === "string" ? [value] : value;
  if (Array.isArray(groups) && groups.every((group) => typeof group === "string")) return groups;
  throw unreadable(
    `neither it nor the identity provider's userinfo has your groups as a list of texts in the claim ${pathInWords(path)} (setting claims.groups)`,
  );
}

const unreadable = (why: string): TokenError =>
  new TokenError("unreadable-claims", `Your token is valid, but ${why}. ${askOperator}`);

const leftOut = (path: ClaimPath, marker: string): TokenError =>
  new TokenError(
    "unreadable-claims",
    `Your identity provider left your groups out of the token, because there are too many: the claim ${pathInWords(path)} is not whole (${marker}). So it is not known which servers you may use. ${askOperator} They can have groups looked up (setting groupLookup), or have the provider send only the groups of this application.`,
  );

const askOperator = "Ask the operator of Drawbridge at your company.";
