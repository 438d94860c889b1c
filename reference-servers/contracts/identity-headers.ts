/**
 * Boundary 5 on the wire: how a principal is written into the identity headers and read back. Names come from the
 * company's identity provider and may hold any character, but a header value may not. A comma or a line break in a
 * group's name must never become a second group or a second header. Therefore every unsafe character is percent-encoded,
 * byte by byte (RFC 3986 §2.1). A plain name such as `ads-eng` or `ada@example.com` stays as it is.
 */
import { identityHeaders, Principal } from "./identity.ts";
import { defaultPersonRule } from "./person.ts";
import { SignIn } from "./sign-outs.ts";

/** The identity headers for one request. Unpaired surrogates in a name become U+FFFD. */
export const identityHeadersOf = ({ user, groups, surface, claim, name }: Principal): Record<string, string> => ({
  [identityHeaders.user]: encodeName(user),
  [identityHeaders.groups]: groups.map(encodeName).join(","),
  [identityHeaders.surface]: surface,
  // Left out, the claim is the default.
  ...(claim === undefined || claim === defaultPersonRule.claim ? {} : { [identityHeaders.claim]: encodeName(claim) }),
  ...(name === undefined ? {} : { [identityHeaders.name]: encodeName(name) }),
});

/** The header for the sign-in that the caller's token belongs to. */
export const signInHeaderOf = (signIn: SignIn): Record<string, string> => ({
  [identityHeaders.signIn]: encodeName(JSON.stringify(signIn)),
});

/** The sign-in of a request; null where an older edge sent none, or it is malformed. */
export function readSignInHeader(header: (name: string) => string | null | undefined): SignIn | null {
  try {
    return SignIn.parse(JSON.parse(decodeURIComponent(header(identityHeaders.signIn) ?? "")));
  } catch {
    return null;
  }
}

/**
 * The principal in a request's identity headers; null where one is missing or malformed. `header` returns the value of
 * the header with that name.
 */
export function readIdentityHeaders(header: (name: string) => string | null | undefined): Principal | null {
  try {
    const claim = header(identityHeaders.claim) ?? undefined;
    const name = header(identityHeaders.name) ?? undefined;
    return Principal.parse({
      user: decodeURIComponent(header(identityHeaders.user) ?? ""),
      groups: (header(identityHeaders.groups) ?? "").split(",").filter(Boolean).map(decodeURIComponent),
      surface: header(identityHeaders.surface),
      ...(claim === undefined ? {} : { claim: decodeURIComponent(claim) }),
      ...(name === undefined ? {} : { name: decodeURIComponent(name) }),
    });
  } catch {
    return null;
  }
}

/**
 * Everything outside visible ASCII (because a space at an end would be trimmed), the list's comma, and the escape
 * character itself.
 */
const encodeName = (name: string): string => name.toWellFormed().replace(/[^\x21-\x7e]+|[%,]/g, encodeURIComponent);
