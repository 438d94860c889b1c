/**
 * The certificate of a part that ends TLS itself. A new one is used without a restart: connections that are open keep the
 * certificate that they began with, and new ones get the new one.
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext, type Server } from "node:tls";
import { type FilesLog, follow, readNow } from "./followed-files.ts";

export interface CertificateFiles {
  /** PEM: the part's certificate, then those that lead to its authority. */
  readonly certificateFile: string;
  /** PEM. */
  readonly keyFile: string;
}

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const filesOf = ({ certificateFile, keyFile }: CertificateFiles) => [certificateFile, keyFile];

/** Throws an Error in words where the files cannot be read, or where the key is not the one of the certificate. */
export function readCertificate(files: CertificateFiles): Certificate {
  return usable(readNow(filesOf(files)));
}

function usable([cert = "", key = ""]: readonly string[]): Certificate {
  try {
    createSecureContext({ cert, key });
    // Node takes an empty key for no key.
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) throw new Error("the key is another one's");
  } catch (error) {
    throw new Error(
      "The files in DRAWBRIDGE_TLS_CERT_FILE and DRAWBRIDGE_TLS_KEY_FILE are no certificate with its key. Both are PEM, and the key belongs to the first certificate.",
      { cause: error },
    );
  }
  return { cert, key };
}

/** Gives the server each new certificate, until it closes. */
export function followCertificate(server: Server, files: CertificateFiles, first: Certificate, log: FilesLog): void {
  const closed = new AbortController();
  server.once("close", () => closed.abort());
  const use = (contents: readonly string[]): void => server.setSecureContext(usable(contents));
  const followed = { files: filesOf(files), what: "the certificate and its key", use };
  void follow(followed, [first.cert, first.key], log, closed.signal);
}
