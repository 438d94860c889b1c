/**
 * The company's own authorities, which a part trusts besides those of Node and the system when it connects: to the registry, to
 * upstreams, to the identity provider, to Postgres. Node keeps this for the whole process.
 */
import { X509Certificate } from "node:crypto";
// As one object, because an import of names that an older Node lacks would keep every part from starting.
import tls from "node:tls";
import { type FilesLog, follow, readNow } from "./followed-files.ts";

const own = new Map<string, readonly string[]>();
let others: readonly string[] | undefined;

/**
 * Trusts the certificates in `file` (PEM) from now on, and follows the file while the process runs. Throws an Error in
 * words where they cannot be used. Does nothing without a file.
 */
export function trustAuthorities(file: string | undefined, log: FilesLog): void {
  if (file === undefined || own.has(file)) return;
  if (typeof tls.setDefaultCACertificates !== "function")
    throw new Error(
      `DRAWBRIDGE_CA_FILE needs Node 22.19 or later, and this is Node ${process.versions.node}. Update Node, or set NODE_EXTRA_CA_CERTS to ${file} instead: Node reads that one, at its start alone.`,
    );
  const first = readNow([file]);
  const use = ([text = ""]: readonly string[]): void => {
    own.set(file, certificatesIn(file, text));
    // Node's own and those of NODE_EXTRA_CA_CERTS, as they were before the first call.
    others ??= tls.getCACertificates("default");
    tls.setDefaultCACertificates([...new Set([...others, ...[...own.values()].flat()])]);
  };
  use(first);
  const forAlways = new AbortController().signal;
  void follow({ files: [file], what: "the file of authorities", use }, first, log, forAlways);
}

function certificatesIn(file: string, text: string): readonly string[] {
  const found = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  try {
    if (found.length === 0) throw new Error("there is none in it");
    return found.map((each) => new X509Certificate(each).toString());
  } catch (error) {
    throw new Error(`${file} in DRAWBRIDGE_CA_FILE does not hold certificates as PEM.`, { cause: error });
  }
}
