/** The addresses that an editor's sign-in opens, and the one that it asks the registry to lead the browser to. Pure. */
import { inboxSignIn } from "@drawbridge/contracts/inbox";
import { type PairingBegun, pairingPath } from "@drawbridge/contracts/pairing";
import type { AwaitedGrant } from "../../proxy/identity/code-grant.ts";
import type { SignInKind } from "../session/session-state.ts";

/**
 * The page to open for the page of a pairing. To sign in as another user, or with one of several identity providers, the
 * browser signs in first. `registry` is its address, and `provider` the issuer, or null where the company has only one.
 */
export function signInPage(
  registry: string,
  { id, url }: Pick<PairingBegun, "id" | "url">,
  kind: SignInKind,
  provider: string | null,
): URL {
  if (kind !== "switch" && provider === null) return new URL(url);
  const again = kind === "switch" ? "&again" : "";
  const named = provider === null ? "" : `&provider=${encodeURIComponent(provider)}`;
  return new URL(`${registry}${inboxSignIn.start}?to=${encodeURIComponent(pairingPath(id))}&fresh${again}${named}`);
}

/**
 * The broker's authorization URL as the registry judges it. A pushed request (RFC 9126) is a reference without its
 * `state`, so the `state` is added: by it the registry recognizes the browser that comes back.
 */
export function legOf({ url, state }: AwaitedGrant): string {
  const leg = new URL(url);
  if (!leg.searchParams.has("state")) leg.searchParams.set("state", state);
  return leg.href;
}
