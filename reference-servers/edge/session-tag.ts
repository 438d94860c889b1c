/**
 * Keeps the sessions of legacy servers (`Mcp-Session-Id`) where they live: the edge adds a tag to the session's id on the way
 * to the client, and removes it on the way back. The tag names the instance by a digest of its address, and is signed for the
 * server, the user and the session's id, so that a client can neither choose an instance nor use another user's session. Every
 * edge of the deployment understands it, because the key is derived from the root secret.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { acceptedOf, currentOf, type Secret } from "@drawbridge/contracts/secret";

/** Whose session it is. */
export interface SessionOwner {
  readonly server: string;
  readonly user: string;
}

export interface SessionTags {
  /** The id that the client gets for a session at the instance with this address. */
  seal(sessionId: string, url: string, owner: SessionOwner): string;
  /** The id that the server gave, and which of `urls` has the session. Null where no edge made this id, or its instance is gone. */
  open(
    shown: string,
    urls: readonly string[],
    owner: SessionOwner,
  ): { readonly sessionId: string; readonly url: string } | null;
}

/** Bytes of each part of the tag, and what they are as base64url. */
const placeBytes = 9;
const proofBytes = 18;
const tagPattern = /^(?<sessionId>[\x21-\x7e]*)\.(?<place>[\w-]{12})(?<proof>[\w-]{24})$/;

/** The current root secret signs; while it is changed, tags by the other one count too. */
export function sessionTags(rootSecret: Secret): SessionTags {
  const keyOf = (root: string): Buffer => createHmac("sha256", root).update("edge session tags").digest();
  const placeOf = (url: string): string =>
    createHash("sha256").update(url).digest().subarray(0, placeBytes).toString("base64url");
  const proofOf = (by: Buffer, place: string, sessionId: string, { server, user }: SessionOwner): string =>
    createHmac("sha256", by)
      .update(JSON.stringify([server, user, place, sessionId]))
      .digest()
      .subarray(0, proofBytes)
      .toString("base64url");

  return {
    seal(sessionId, url, owner) {
      const place = placeOf(url);
      return `${sessionId}.${place}${proofOf(keyOf(currentOf(rootSecret)), place, sessionId, owner)}`;
    },
    open(shown, urls, owner) {
      const { sessionId, place = "", proof = "" } = tagPattern.exec(shown)?.groups ?? {};
      if (sessionId === undefined) return null;
      const shownProof = Buffer.from(proof);
      const proven = acceptedOf(rootSecret).some((each) =>
        timingSafeEqual(shownProof, Buffer.from(proofOf(keyOf(each), place, sessionId, owner))),
      );
      const url = proven ? urls.find((each) => placeOf(each) === place) : undefined;
      return url === undefined ? null : { sessionId, url };
    },
  };
}
