/**
 * Secrets that are stored outside the process (in a row or a cookie). Only a registry with the same root secret can
 * read them.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

export interface Seal {
  /** `place` is where the sealed text will be stored (a row's key). It opens only with the same place. */
  seal(text: string, place?: string): string;
  /** Null if it was sealed with another secret, for another purpose or place, or was changed since. */
  open(sealed: string, place?: string): string | null;
}

const algorithm = "aes-256-gcm";
/** Bytes, as NIST SP 800-38D §8.2 requires. */
const nonceLength = 12;
const tagLength = 16;

/** A seal for one purpose. What is sealed for one purpose does not open for another. */
export function sealFor(purpose: string, rootSecret: string): Seal {
  const key = Buffer.from(hkdfSync("sha256", rootSecret, "", `drawbridge-registry:${purpose}`, 32));
  return {
    seal(text, place = "") {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv(algorithm, key, nonce);
      cipher.setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
    },
    open(sealed, place = "") {
      const bytes = Buffer.from(sealed, "base64url");
      try {
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceLength), { authTagLength: tagLength });
        decipher.setAAD(Buffer.from(place));
        decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
        return decipher.update(bytes.subarray(nonceLength + tagLength), undefined, "utf8") + decipher.final("utf8");
      } catch {
        return null;
      }
    },
  };
}
