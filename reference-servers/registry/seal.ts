/**
 * Secrets that are stored outside the process (in a row or a cookie). Only a registry with the same root secret can
 * read them. While the root secret is changed, what either value has sealed opens.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { acceptedOf, currentOf, type Secret } from "@drawbridge/contracts/secret";

export interface Seal {
  /** `place` is where the sealed text will be stored (a row's key). It opens only with the same place. */
  seal(text: string, place?: string): string;
  /** Null if it was sealed with another secret, for another purpose or place, or was changed since. */
  open(sealed: string, place?: string): string | null;
  /** Whether the current root secret sealed it, and not the one before. */
  isCurrent(sealed: string, place?: string): boolean;
}

const algorithm = "aes-256-gcm";
/** Bytes, as NIST SP 800-38D §8.2 requires. */
const nonceLength = 12;
const tagLength = 16;

/** A seal for one purpose. What is sealed for one purpose does not open for another. */
export function sealFor(purpose: string, rootSecret: Secret): Seal {
  const keys = new Map<string, Buffer>();
  const keyOf = (root: string): Buffer => {
    const cached = keys.get(root);
    if (cached !== undefined) return cached;
    const key = Buffer.from(hkdfSync("sha256", root, "", `drawbridge-registry:${purpose}`, 32));
    keys.set(root, key);
    return key;
  };
  return {
    seal: (text, place = "") => sealed(keyOf(currentOf(rootSecret)), text, place),
    open(text, place = "") {
      for (const root of acceptedOf(rootSecret)) {
        const found = opened(keyOf(root), text, place);
        if (found !== null) return found;
      }
      return null;
    },
    isCurrent: (text, place = "") => opened(keyOf(currentOf(rootSecret)), text, place) !== null,
  };
}

function sealed(key: Buffer, text: string, place: string): string {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce);
  cipher.setAAD(Buffer.from(place));
  const bytes = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), bytes]).toString("base64url");
}

function opened(key: Buffer, text: string, place: string): string | null {
  const bytes = Buffer.from(text, "base64url");
  try {
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceLength), { authTagLength: tagLength });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
    return decipher.update(bytes.subarray(nonceLength + tagLength), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return null;
  }
}
