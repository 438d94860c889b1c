/**
 * Whom a TLS connection trusts: the roots that come with Node, the system's own, and the company's from a file. Node
 * tells the system's since 22.15; an older one reads the bundle that Linux keeps, and on macOS and Windows has the file
 * alone.
 */
import { readFileSync } from "node:fs";
import tls from "node:tls";

/** Where Linux distributions keep the bundle: Debian and Alpine, Red Hat, SUSE. */
const bundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
] as const;

/**
 * One context for all connections: putting some hundred authorities into each would cost milliseconds every time. A
 * file that is gone or damaged is left out: what it should have vouched for is then not trusted, and doctor says why.
 */
export function trustWith(extraAuthorities: string | null): tls.SecureContext {
  const system = [...tls.rootCertificates, ...systemAuthorities()];
  try {
    const extra = extraAuthorities === null ? [] : [readFileSync(extraAuthorities, "utf8")];
    return tls.createSecureContext({ ca: [...system, ...extra] });
  } catch {
    return tls.createSecureContext({ ca: system });
  }
}

function systemAuthorities(): readonly string[] {
  if ("getCACertificates" in tls) return tls.getCACertificates("system");
  if (process.platform !== "linux") return [];
  for (const bundle of bundles) {
    try {
      return [readFileSync(bundle, "utf8")];
    } catch {
      // Another distribution's.
    }
  }
  return [];
}
