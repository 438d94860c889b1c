/** Which addresses tokens may be sent to: https anywhere, plain http only on this machine. */
import { insecureAddress } from "./errors.ts";

const loopbackHosts = new Set(["127.0.0.1", "[::1]", "localhost"]);

export function isLoopback(url: URL): boolean {
  return loopbackHosts.has(url.hostname);
}

/** The parsed address; throws `insecure-address` with `what` in its message. */
export function secureAddress(what: string, address: string): URL {
  const url = new URL(address);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url))) throw insecureAddress(what, address);
  return url;
}
