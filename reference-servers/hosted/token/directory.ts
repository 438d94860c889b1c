/** The groups of a user in a directory, as Microsoft Graph and SCIM (RFC 7644) answer, by a credential of the operator. */
import { pathInWords, valueAt } from "@drawbridge/contracts/identity-provider/claim-path";
import type { DirectoryLookup } from "@drawbridge/contracts/identity-provider/group-lookup";
import type { Secret } from "@drawbridge/contracts/secret";
import { z } from "zod";
import { withEither } from "../either-secret.ts";
import { NoUsableAnswer, readLimited, unavailable } from "./limited-json.ts";
import { TokenError } from "./token-error.ts";

type Claims = Readonly<Record<string, unknown>>;

export interface DirectoryAccess {
  readonly secret: Secret | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Graph gives 999 groups on a page. */
const maxPages = 50;

/** RFC 6749 §5.1. */
const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().default(300) });
/** Milliseconds before its end in which a token is not used any more. */
const tokenReserveMs = 30_000;

/** Throws TokenError. Tokens for the directory are remembered by `access`. */
export async function directoryGroups(
  claims: Claims,
  lookup: DirectoryLookup,
  access: DirectoryAccess,
): Promise<readonly string[]> {
  const { secret } = access;
  if (secret === undefined)
    throw unreadable("DRAWBRIDGE_GROUPS_SECRET is not set here, by which your groups would be looked up");
  return withEither(secret, isUnproven, (value) => groupsBy(value, claims, lookup, access));
}

/** RFC 6749 §5.2: 400 or 401 for a client's secret in a form. RFC 6750 §3.1: 401 for a bearer token. */
const isUnproven = (error: unknown): boolean => {
  const no = error instanceof TokenError ? error.cause : null;
  if (!(no instanceof NoUsableAnswer)) return false;
  return no.status === 401 || (no.status === 400 && no.endpoint === "directory-token");
};

async function groupsBy(
  secret: string,
  claims: Claims,
  lookup: DirectoryLookup,
  access: DirectoryAccess,
): Promise<readonly string[]> {
  const user = valueAt(claims, lookup.userClaim);
  if (typeof user !== "string" || user === "")
    throw unreadable(
      `it has no text in the claim ${pathInWords(lookup.userClaim)}, by which your groups would be looked up (setting groupLookup.userClaim)`,
    );
  const first = lookup.url.replace(/\{user\}|%7Buser%7D/g, () => encodeURIComponent(user));
  const headers = { authorization: `Bearer ${await bearerFor(secret, lookup, access)}` };
  const groups: string[] = [];
  let next: string | null = first;
  for (let page = 0; next !== null; page += 1) {
    if (page >= maxPages) throw unreadable(`the directory has more than ${maxPages} pages of groups for you`);
    const answer = await readLimited({ endpoint: "directory", url: next, headers });
    groups.push(...groupsOn(answer, lookup));
    next = nextPage(answer, first);
  }
  return groups;
}

function groupsOn(answer: Claims, { list, name }: DirectoryLookup): readonly string[] {
  const entries = valueAt(answer, list) ?? [];
  const groups = Array.isArray(entries) ? entries.map((entry) => nameOf(entry, name)) : [null];
  if (groups.every((group) => group !== null)) return groups;
  throw unreadable(
    `the directory's answer has no list of groups with the member ${name} at ${pathInWords(list)} (settings groupLookup.list and groupLookup.name)`,
  );
}

const Entry = z.record(z.string(), z.unknown());
function nameOf(entry: unknown, name: string): string | null {
  if (typeof entry === "string") return entry;
  const value = Entry.safeParse(entry).data?.[name];
  return typeof value === "string" ? value : null;
}

/** The credential goes to the configured origin alone. */
function nextPage(answer: Claims, first: string): string | null {
  const next = answer["@odata.nextLink"];
  if (next === undefined || next === null) return null;
  if (typeof next === "string" && URL.parse(next)?.origin === new URL(first).origin) return next;
  throw unreadable("the directory's next page of groups is at another address than the first one");
}

interface DirectoryToken {
  readonly value: Promise<string>;
  until: number;
}
const tokens = new WeakMap<DirectoryAccess, Map<string, DirectoryToken>>();

async function bearerFor(secret: string, { client }: DirectoryLookup, access: DirectoryAccess): Promise<string> {
  const { now } = access;
  if (client === undefined) return secret;
  const { clientId, tokenUrl, scope } = client;
  const remembered = tokens.get(access) ?? new Map<string, DirectoryToken>();
  tokens.set(access, remembered);
  const key = JSON.stringify([tokenUrl, clientId, scope]);
  const before = remembered.get(key);
  if (before !== undefined && before.until > now()) return before.value;
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: secret,
    scope,
  });
  const token: DirectoryToken = {
    until: Number.POSITIVE_INFINITY,
    value: readLimited({ endpoint: "directory-token", url: tokenUrl, form }).then((answer) => {
      const { data } = TokenAnswer.safeParse(answer);
      if (data === undefined)
        throw unavailable(new NoUsableAnswer("directory-token", 200, "its answer has no access_token"));
      token.until = now() + data.expires_in * 1000 - tokenReserveMs;
      return data.access_token;
    }),
  };
  remembered.set(key, token);
  token.value.catch(() => remembered.get(key) === token && remembered.delete(key));
  return token.value;
}

const unreadable = (why: string): TokenError =>
  new TokenError(
    "unreadable-claims",
    `Your token is valid, but it does not name your groups, and ${why}. Ask the operator of Drawbridge at your company.`,
  );
