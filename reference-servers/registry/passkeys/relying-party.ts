/** The registry as a relying party (WebAuthn Level 3 §5.1.2): a DNS name over https, or localhost. */

export interface RelyingParty {
  /** The RP ID. */
  readonly id: string;
  readonly origin: string;
}

/** Null if `url` cannot be a relying party: an IP address is not an RP ID, and http is trusted only at localhost. */
export function relyingParty(url: string): RelyingParty | null {
  const { protocol, hostname, origin } = new URL(url);
  if (hostname === "localhost") return { id: hostname, origin };
  const isAddress = hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
  return protocol === "https:" && !isAddress ? { id: hostname, origin } : null;
}

/** Throws if passkeys are wanted at a URL that cannot have them. The message says what to do. */
export function requireRelyingParty(url: string): RelyingParty {
  const party = relyingParty(url);
  if (party !== null) return party;
  throw new Error(
    `DRAWBRIDGE_PASSKEYS is on, and ${url} can have no passkeys: a browser gives them to a DNS name over https, or to localhost. Set DRAWBRIDGE_REGISTRY_URL to such an address, or DRAWBRIDGE_PASSKEYS=off.`,
  );
}
