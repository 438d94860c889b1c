/**
 * What a part believes of a proxy in front of it. `X-Forwarded-*` and `Forwarded` of any other peer are removed before a
 * part reads the request, so that no client can choose the name by which it came.
 */
import type { IncomingMessage } from "node:http";
import { BlockList, isIP, isIPv6 } from "node:net";

/** Whether the peer at this address is one of the operator's proxies. */
export type IsTrusted = (address: string | undefined) => boolean;

/** Entries are addresses and networks (CIDR), IPv4 and IPv6. Throws TypeError for anything else. */
export function trustedPeers(entries: readonly string[]): IsTrusted {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits, ...rest] = entry.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (isIP(address) === 0 || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits)))
      throw new TypeError("not an address, and no network as 10.0.0.0/8");
    try {
      if (bits === undefined) list.addAddress(address, family);
      else list.addSubnet(address, Number(bits), family);
    } catch (error) {
      throw new TypeError("not an address, and no network as 10.0.0.0/8", { cause: error });
    }
  }
  return (address) => {
    if (address === undefined || entries.length === 0) return false;
    // A listener for both families sees IPv4 peers so.
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
    return isIP(plain) !== 0 && list.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
  };
}

/** A server behind the edge gets the caller's identity in other headers that begin with `x-forwarded-`. They stay. */
const claimed = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto"];

/**
 * Makes the request what the part may believe: of a trusted peer, the host that the client asked for is the Host; of any
 * other, nothing about the way here is left.
 */
export function believe(request: IncomingMessage, isTrusted: boolean): void {
  // Node makes both objects from rawHeaders when they are first read, with the number of headers that came. So read them
  // before a header goes.
  const { rawHeaders, headers, headersDistinct } = request;
  const clientHost = isTrusted ? [headers["x-forwarded-host"] ?? []].flat().join(",").split(",")[0]?.trim() : "";
  for (let at = rawHeaders.length - 2; at >= 0; at -= 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? "";
    if (name === "host" && clientHost) rawHeaders[at + 1] = clientHost;
    // The scheme alone is read later, and by the identity provider alone.
    const goes = claimed.includes(name) && !(isTrusted && name === "x-forwarded-proto");
    if (!goes) continue;
    rawHeaders.splice(at, 2);
    delete headers[name];
    delete headersDistinct[name];
  }
  if (clientHost) {
    headers.host = clientHost;
    headersDistinct.host = [clientHost];
  }
}
