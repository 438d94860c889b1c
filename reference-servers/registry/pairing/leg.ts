/**
 * Judges where an editor asks the browser to go after the Allow. An editor may be anybody's program, so nothing in it is
 * believed: the browser goes to the identity provider's authorization endpoint alone, for the broker's client alone, by
 * code and PKCE, and comes back to the registry's return page. Pure.
 */
import { oauthClients } from "@drawbridge/contracts/oauth";

export interface LegRules {
  /** The return page. */
  readonly back: string;
  readonly authorizationEndpoint: string;
}

/** What must be said exactly once, and how. */
const required = (back: string): Readonly<Record<string, string>> => ({
  client_id: oauthClients.broker,
  redirect_uri: back,
  response_type: "code",
  code_challenge_method: "S256",
});

/** These would let another document or another way back take the place of what is judged here (RFC 9101, RFC 9126). */
const refused = ["request", "request_uri", "response_mode"];

/** The `state` by which its answer is known; null where it is no such leg. */
export function stateOfLeg(leg: string, { back, authorizationEndpoint }: LegRules): string | null {
  if (!URL.canParse(leg)) return null;
  const url = new URL(leg);
  const endpoint = new URL(authorizationEndpoint);
  if (url.origin !== endpoint.origin || url.pathname !== endpoint.pathname) return null;
  if (refused.some((name) => url.searchParams.has(name))) return null;
  const once = (name: string): string | null => {
    const said = url.searchParams.getAll(name);
    return said.length === 1 ? (said[0] ?? null) : null;
  };
  for (const [name, value] of Object.entries(required(back))) if (once(name) !== value) return null;
  const state = once("state");
  return state !== null && state.length >= 16 && once("code_challenge") !== null ? state : null;
}
