/** Whether a request goes through a proxy, and through which one. */
import { BlockList, isIP } from "node:net";
import type { NetworkSettings } from "./settings.ts";

/**
 * This machine is never reached through a proxy, even if NO_PROXY does not list it, because the proxy would look for it
 * on its own side.
 */
const ownNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The proxy for a URL; null for a direct connection. */
export function proxyFor(url: URL, settings: NetworkSettings): string | null {
  const proxy = url.protocol === "https:" ? settings.httpsProxy : settings.httpProxy;
  if (proxy === null || ownNames.has(url.hostname)) return null;
  return isExcepted(url, settings.noProxy) ? null : proxy;
}

/**
 * Reads NO_PROXY as curl does: names (they include all subdomains; a leading dot or `*.` changes nothing), addresses,
 * and networks in CIDR notation, each with or without a port; `*` is everything.
 */
function isExcepted(url: URL, noProxy: string): boolean {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, "");
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== "" && covers(entry, host, port));
}

function covers(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  const withPort = isIP(entry) === 6 ? null : /^(.+):(\d+)$/.exec(entry);
  if (withPort && withPort[2] !== port) return false;
  const name = (withPort?.[1] ?? entry).replace(/^\[|\]$/g, "").replace(/^\*?\./, "");
  if (isIP(host)) return name === host || inNetwork(name, host);
  return host === name || host.endsWith(`.${name}`);
}

function inNetwork(network: string, address: string): boolean {
  const [base = "", bits = ""] = network.split("/");
  const family = isIP(base) === 6 ? "ipv6" : "ipv4";
  const maxPrefixLength = family === "ipv6" ? 128 : 32;
  if (isIP(base) === 0 || isIP(base) !== isIP(address) || !/^\d+$/.test(bits) || Number(bits) > maxPrefixLength)
    return false;
  const list = new BlockList();
  list.addSubnet(base, Number(bits), family);
  return list.check(address, family);
}
