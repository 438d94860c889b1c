/**
 * Judges where an editor asks the browser to go after the Allow. Any program can claim to be an editor, so the registry
 * believes nothing in the request. The browser goes only to an identity provider's authorization endpoint, only for the
 * broker's client, by code and PKCE, and comes back to the registry's return page. Pure.
 *
 * A pushed request (RFC 9126) is different: the browser carries a reference to it, and only the provider knows what it
 * asks for. The provider holds it to the client's registration: its redirect addresses, and PKCE where it is required.
 */
export interface RedirectRules {
  /** The return page. */
  readonly back: string;
  readonly authorizationEndpoint: string;
  /** The ids of the broker's client. */
  readonly clientIds: readonly string[];
  /** Whether the provider takes pushed requests. */
  readonly pushes: boolean;
}

export interface AcceptedRedirect {
  /** Identifies the provider's answer. */
  readonly state: string;
  /** Where the browser goes. */
  readonly address: string;
}

/** The parameters that must appear exactly once, and their values. */
const required = (back: string): Readonly<Record<string, string>> => ({
  redirect_uri: back,
  response_type: "code",
  code_challenge_method: "S256",
});

/** Parameters that would let another document or another return address replace what is judged here (RFC 9101). */
const refused = ["request", "request_uri", "response_mode"];

/** Beside the reference, an editor says the `state` of the request that it pushed. The provider does not need it. */
const pushedParameters: readonly string[] = ["client_id", "request_uri", "state"];

const minStateLength = 16;

/** Null if the leg is not acceptable. */
export function acceptedRedirect(leg: string, rules: RedirectRules): AcceptedRedirect | null {
  if (!URL.canParse(leg)) return null;
  const url = new URL(leg);
  const endpoint = new URL(rules.authorizationEndpoint);
  if (url.origin !== endpoint.origin || url.pathname !== endpoint.pathname) return null;
  const once = (name: string): string | null => {
    const values = url.searchParams.getAll(name);
    return values.length === 1 ? (values[0] ?? null) : null;
  };
  if (!rules.clientIds.includes(once("client_id") ?? "")) return null;
  const state = once("state");
  if (state === null || state.length < minStateLength) return null;
  if (!url.searchParams.has("request_uri")) return isWhole(url, once, rules) ? { state, address: leg } : null;
  if (!rules.pushes || !isReference(url, endpoint, once("request_uri"))) return null;
  url.searchParams.delete("state");
  return { state, address: url.href };
}

/** A request whose parameters are all in the address. */
function isWhole({ searchParams }: URL, once: (name: string) => string | null, { back }: RedirectRules): boolean {
  if (refused.some((name) => searchParams.has(name))) return false;
  for (const [name, value] of Object.entries(required(back))) if (once(name) !== value) return false;
  return once("code_challenge") !== null;
}

/**
 * A reference to a pushed request, and nothing else. A URN is a name that the provider itself gave. With an address, the
 * provider would read a document that another program wrote (RFC 9101 §5.2).
 */
function isReference({ searchParams }: URL, endpoint: URL, requestUri: string | null): boolean {
  const others = [...searchParams.keys()].filter((name) => !pushedParameters.includes(name));
  return /^urn:[\w-]+:\S+$/i.test(requestUri ?? "") && others.every((name) => endpoint.searchParams.has(name));
}
