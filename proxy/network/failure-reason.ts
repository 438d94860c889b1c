/**
 * Describes why a request got no answer, in a few words for a person. The text never contains the credentials of an
 * address.
 */
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import { TunnelFailure } from "./tunnel.ts";

const unknownAuthority = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

const certificateWords: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has expired, or this machine's clock is ahead",
  CERT_NOT_YET_VALID: "its certificate is not valid yet: this machine's clock may be behind",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};

/**
 * The reason for an error of `fetch`, an HTTP channel or a socket, found through its causes. If nothing better is
 * known, it is the system's code.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.name === "TimeoutError") return "no answer in time";
  if (error instanceof TunnelFailure) return error.message;
  if (error.cause instanceof Error) return reasonOf(error.cause);
  const code = systemErrorCode(error) ?? null;
  if (isUnknownAuthority(error)) return `${unknownAuthorityWords} (${code})`;
  return code === null ? error.message : (certificateWords[code] ?? code);
}

/** Whether a certificate was signed by an authority that this machine does not know. */
export function isUnknownAuthority(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (unknownAuthority.has(systemErrorCode(error) ?? "")) return true;
  return isUnknownAuthority(error.cause);
}

const unknownAuthorityWords =
  "its certificate is signed by an authority that this machine does not trust; set NODE_EXTRA_CA_CERTS to the file of your company's authority and run `drawbridge login`";
