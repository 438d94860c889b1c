/**
 * Judges where an editor asks the browser to go after the Allow. Any program can claim to be an editor, so the registry
 * believes nothing in the request. The browser goes only to the identity provider's authorization endpoint, only for
 * the broker's client, by code and PKCE, and comes back to the registry's return page. Pure.
 */
export interface RedirectRules {
  /** The return page. */
  readonly back: string;
  readonly authorizationEndpoint: string;
  /** The ids of the broker's client. */
  readonly clientIds: readonly string[];
}

/** The parameters that must appear exactly once, and their values. */
const required = (back: string): Readonly<Record<string, string>> => ({
  redirect_uri: back,
  response_type: "code",
  code_challenge_method: "S256",
});

/**
 * Parameters that would let another document or another return address replace what is judged here (RFC 9101, RFC
 * 9126).
 */
const refused = ["request", "request_uri", "response_mode"];

/** The `state` that identifies the provider's answer; null if the leg is not acceptable. */
export function stateOfRedirect(leg: string, { back, authorizationEndpoint, clientIds }: RedirectRules): string | null {
  if (!URL.canParse(leg)) return null;
  const url = new URL(leg);
  const endpoint = new URL(authorizationEndpoint);
  if (url.origin !== endpoint.origin || url.pathname !== endpoint.pathname) return null;
  if (refused.some((name) => url.searchParams.has(name))) return null;
  const once = (name: string): string | null => {
    const values = url.searchParams.getAll(name);
    return values.length === 1 ? (values[0] ?? null) : null;
  };
  for (const [name, value] of Object.entries(required(back))) if (once(name) !== value) return null;
  if (!clientIds.includes(once("client_id") ?? "")) return null;
  const state = once("state");
  return state !== null && state.length >= 16 && once("code_challenge") !== null ? state : null;
}
