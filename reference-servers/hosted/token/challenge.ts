/** What `WWW-Authenticate` says with a 401: the scheme for a token here, and what was wrong with this token. */
import { senderProof } from "@drawbridge/contracts/sender-proof";
import { signedOutDescription } from "@drawbridge/contracts/signed-out";
import { proofAlgorithms } from "./dpop-proof.ts";
import { NotProven } from "./possession.ts";
import type { TokenError } from "./token-error.ts";

export interface Challenge {
  /** Null if no token was sent, because there is then no error to name (RFC 6750 §3.1). */
  readonly problem: TokenError | "malformed" | null;
  /** Whether unbound tokens are refused, so that a bearer token is not enough. */
  readonly proofRequired: boolean;
  /** RFC 9728 §5.1; null where the resource has no metadata. */
  readonly metadata: string | null;
}

/** RFC 6750 §3 for bearer tokens; RFC 9449 §7.1 where a proof is missing, wrong or demanded. */
export function challengeOf({ problem, proofRequired, metadata }: Challenge): string {
  const unproven = typeof problem === "object" && problem?.cause instanceof NotProven ? problem.cause.error : null;
  const error = problem === null ? null : (unproven ?? "invalid_token");
  const isSignedOut = typeof problem === "object" && problem?.code === "signed-out";
  const byProof = proofRequired || unproven !== null;
  const parameters = [
    error === null ? null : `error="${error}"`,
    isSignedOut ? `error_description="${signedOutDescription}"` : null,
    byProof ? `algs="${proofAlgorithms.join(" ")}"` : null,
    metadata === null ? null : `resource_metadata="${metadata}"`,
  ].filter((parameter) => parameter !== null);
  return `${byProof ? senderProof.scheme : "Bearer"} ${parameters.join(", ")}`.trimEnd();
}
