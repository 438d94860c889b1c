/**
 * Which certificate authorities a TLS connection trusts: Node's own roots, the system's, and the company's from a file.
 * Node can list the system's since 22.15. An older Node reads the bundle file on Linux, and has only the company's file
 * on macOS and Windows.
 */
import { readFileSync } from "node:fs";
import tls from "node:tls";

/** Whether this Node lists the authorities that the system trusts. */
export const nodeListsAuthorities = typeof tls.getCACertificates === "function";

/** Where Linux distributions keep the bundle: Debian and Alpine, Red Hat, SUSE. */
const bundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
] as const;

/**
 * One context for all connections, because loading more than a hundred authorities takes milliseconds each time. A
 * missing or damaged file is left out. Its authorities are then not trusted, and doctor says why.
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
  if (nodeListsAuthorities) return tls.getCACertificates("system");
  if (process.platform !== "linux") return [];
  for (const bundle of bundles) {
    try {
      return [readFileSync(bundle, "utf8")];
    } catch {
      // The file does not exist here: the path is that of another distribution.
    }
  }
  return [];
}
