/**
 * Whether the sender of a token may use it. A bound token needs a proof of its key for exactly this request (RFC 9449
 * §7), and the binding is never ignored. Unbound tokens are accepted unless the operator requires proof.
 */
import { senderProof } from "@drawbridge/contracts/sender-proof";
import type { Confirmation } from "./confirmation.ts";
import { InvalidProof, proofReader } from "./dpop-proof.ts";
import type { ReplayGuard } from "./replay-guard.ts";

/** How a request presents its token. */
export interface PresentedToken {
  readonly scheme: "Bearer" | "DPoP";
  readonly token: string;
  /** The values of all DPoP headers. */
  readonly proofs: readonly string[];
  readonly method: string;
  /** Path of the request's target, as it was sent. */
  readonly path: string;
}

/** `error` is for the challenge (RFC 9449 §7.1); null where the client need only send the request again, a little later. */
export class NotProven extends Error {
  readonly error: "invalid_token" | "invalid_dpop_proof" | null;

  constructor(error: NotProven["error"], why: string) {
    super(why);
    this.name = "NotProven";
    this.error = error;
  }
}

export interface Possession {
  readonly required: boolean;
  /** Throws NotProven. Call it after the token is verified, because it spends a proof that it accepts. */
  check(presented: PresentedToken, holder: string, confirmation: Confirmation): void;
}

export interface PossessionParts {
  /** The address at which clients reach this part, without a trailing slash. */
  readonly url: string;
  /** Whether unbound tokens are refused. */
  readonly required: boolean;
  readonly replays: ReplayGuard;
  readonly now: () => number;
}

export function possession({ url, required, replays, now }: PossessionParts): Possession {
  const readProof = proofReader();

  const check: Possession["check"] = ({ scheme, token, proofs, method, path }, holder, confirmation) => {
    switch (confirmation.kind) {
      case "none":
        if (required) throw new NotProven("invalid_token", unboundMessage);
        if (scheme === senderProof.scheme) throw new NotProven("invalid_token", notBoundMessage);
        return;
      case "unknown":
        throw new NotProven("invalid_token", unknownMessage);
      case "key":
    }
    const [proof, ...others] = proofs;
    if (scheme !== senderProof.scheme || proof === undefined) throw new NotProven("invalid_token", withoutProofMessage);
    if (others.length > 0) throw new NotProven("invalid_dpop_proof", "The request has more than one DPoP proof.");
    const at = now();
    const { thumbprint, id, expiresAt } = read(() =>
      readProof(proof, { method, url: url + path, accessToken: token }, at),
    );
    if (thumbprint !== confirmation.thumbprint) {
      throw new NotProven("invalid_dpop_proof", "The DPoP proof is made with another key than the token is bound to.");
    }
    const admission = replays.admit(holder, id, expiresAt, at);
    if (admission === "seen") throw new NotProven("invalid_dpop_proof", "The DPoP proof was used before.");
    if (admission === "full") throw new NotProven(null, "Too many requests were proven in this minute.");
  };
  return { required, check };
}

function read<T>(proof: () => T): T {
  try {
    return proof();
  } catch (error) {
    throw error instanceof InvalidProof ? new NotProven("invalid_dpop_proof", error.message) : error;
  }
}

/** For a token that comes without a request's headers, or where no proof can be checked. Throws NotProven. */
export function requireUnbound({ kind }: Confirmation): void {
  if (kind === "key") throw new NotProven("invalid_token", withoutProofMessage);
  if (kind === "unknown") throw new NotProven("invalid_token", unknownMessage);
}

const unboundMessage =
  "This needs a token that is bound to a key of its holder, with a proof of it (DPoP), and yours is unbound. Update Drawbridge.";
const notBoundMessage = "The token is not bound to a key, so it goes with the scheme Bearer.";
const unknownMessage = "The token is bound in a way that cannot be checked here.";
const withoutProofMessage =
  "The token is bound to a key of its holder, and came without a proof of it (DPoP). A copy of it serves no one else. If the token is yours, update Drawbridge.";
