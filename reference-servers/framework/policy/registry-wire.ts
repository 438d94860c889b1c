/**
 * A server's two questions to the registry, sent here and judged here: "this is me" and "what is my policy?".
 * Both carry the server's own credential. Reading is pure.
 */
import type { AccessPolicy } from "@drawbridge/contracts/access";
import { type Announcement, ServerPolicyAnswer } from "@drawbridge/contracts/registry";

export interface RegistryAccess {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  readonly credential: string;
}

/** The registry is on this network or it is away: longer waits only hide that. */
const patienceMs = 5_000;

/** `PUT /internal/v1/servers/:name`. */
export const requestAnnounce = (at: RegistryAccess, announcement: Announcement, stop: AbortSignal): Promise<Response> =>
  fetch(serverUrl(at, announcement.manifest.name), {
    method: "PUT",
    headers: { authorization: `Bearer ${at.credential}`, "content-type": "application/json" },
    body: JSON.stringify(announcement),
    signal: AbortSignal.any([stop, AbortSignal.timeout(patienceMs)]),
  });

/** `GET /internal/v1/servers/:name/policy`; `known` is the version of the policy in hand. */
export const requestPolicy = (
  at: RegistryAccess,
  server: string,
  known: string | null,
  stop: AbortSignal,
): Promise<Response> =>
  fetch(`${serverUrl(at, server)}/policy`, {
    headers: { authorization: `Bearer ${at.credential}`, ...(known === null ? {} : { "if-none-match": `"${known}"` }) },
    signal: AbortSignal.any([stop, AbortSignal.timeout(patienceMs)]),
  });

export type PolicyAnswer =
  | { readonly kind: "policy"; readonly policy: AccessPolicy }
  | { readonly kind: "unchanged" }
  | { readonly kind: "unknown-server" }
  | { readonly kind: "failed"; readonly why: string };

/** What the registry answered about the policy of `server`; a policy of another server is a failure. */
export async function readPolicy(response: Response, server: string): Promise<PolicyAnswer> {
  if (response.status === 304) return { kind: "unchanged" };
  if (response.status === 404) return { kind: "unknown-server" };
  if (!response.ok) return { kind: "failed", why: `the registry answered ${response.status}` };
  const parsed = ServerPolicyAnswer.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) return { kind: "failed", why: "the registry's answer is no access policy" };
  if (parsed.data.server !== server) return { kind: "failed", why: "the registry sent another server's policy" };
  return { kind: "policy", policy: parsed.data };
}

const serverUrl = (at: RegistryAccess, server: string): string =>
  `${at.url}/internal/v1/servers/${encodeURIComponent(server)}`;
