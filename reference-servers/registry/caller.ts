/** Who sends a request: a user, by JWT, or a hosted part, by the credential derived for it. */
import type { Principal } from "@drawbridge/contracts/identity";
import { registryCredential, sameSecret } from "@drawbridge/contracts/part-secret";
import { derivedFrom, type Secret } from "@drawbridge/contracts/secret";
import { senderProof } from "@drawbridge/contracts/sender-proof";
import { challengeOf } from "@drawbridge/hosted/challenge";
import type { PresentedToken } from "@drawbridge/hosted/possession";
import { type Caller, TokenError, type TokenVerifier } from "@drawbridge/hosted/token";
import type { Context } from "hono";
import type { Identified, Person } from "./approvals/may-decide.ts";
import { Refused, unauthenticated, unavailable } from "./refusal.ts";

/** The signed-in user of a request, in that user's turn (request-shares.ts); throws Refused. */
export async function principalOf(request: Context, verifier: TokenVerifier): Promise<Principal> {
  const presented = shownToken(request, verifier);
  const { user, claim, groups, surface, name, client } = await verifier
    .verify(presented.token, presented)
    .catch(refuse(verifier));
  if (surface === null) {
    throw unknownApplication();
  }
  if (client === "broker") request.var.requireServed("broker");
  await request.var.turn.ofUser(user);
  return { user, claim, groups: [...groups], surface, ...(name !== null && { name }) };
}

/**
 * The signed-in person of a request, by the broker's token. This person reads and decides nothing. Waits for their
 * turn. Throws Refused.
 */
export async function readerOf(request: Context, verifier: TokenVerifier): Promise<Person> {
  const presented = shownToken(request, verifier);
  const caller = await verifier.verify(presented.token, presented).catch(refuse(verifier));
  if (caller.client !== "broker") throw unknownApplication();
  request.var.requireServed("broker");
  await request.var.turn.ofUser(caller.user);
  return { ...identified(caller), client: caller.clientId, presence: null };
}

/** The person whom a verified token names, without the client that sent it. */
export const identified = ({ user, claim, certain, groups, name, signIn }: Caller): Identified => ({
  ...{ user, claim, certain, groups, signIn },
  ...(name !== null && { name }),
});

/** Refuses a person whom the registry cannot identify by the tokens that it holds for them. */
export function unknownPerson(problem: unknown): never {
  if (!(problem instanceof TokenError)) throw problem;
  throw problem.code === "unreadable-claims"
    ? new Refused(403, "not-allowed", problem.message)
    : unavailable(problem.message);
}

/** Lets only `part` pass: a server by its name, the edge, or the operator. Throws Refused. */
export function requirePart(request: Context, rootSecret: Secret, part: string): void {
  const credential = bearer(request);
  const who = `the credential of ${part}`;
  if (credential === null)
    throw new Refused(401, "unauthenticated", `This needs ${who}.`, { "www-authenticate": "Bearer" });
  if (
    !sameSecret(
      credential,
      derivedFrom(rootSecret, (root) => registryCredential(root, part)),
    )
  ) {
    throw new Refused(403, "not-allowed", `This needs ${who}, and another was shown.`);
  }
}

const unknownApplication = (): Refused =>
  new Refused(
    403,
    "not-allowed",
    "The application that this token was made for is not known here. Ask the operator of this registry to add it to broker.clientIds or surfaces in DRAWBRIDGE_IDENTITY_PROVIDERS.",
  );

/** A bearer token as it was sent, without any check. */
export const bearer = (request: Context): string | null =>
  /^Bearer +(\S+) *$/i.exec(request.req.header("authorization") ?? "")?.[1] ?? null;

/**
 * The token of a request, together with its proof (RFC 6750 §2.1, RFC 9449 §7.1). Throws Refused if there is no token.
 */
function shownToken({ req }: Context, { proofRequired }: TokenVerifier): PresentedToken {
  const [, scheme, token] = /^(Bearer|DPoP) +(\S+) *$/i.exec(req.header("authorization") ?? "") ?? [];
  if (scheme === undefined || token === undefined) {
    throw unauthenticated(null, challengeOf({ problem: null, proofRequired, metadata: null }));
  }
  // The HTTP library joins several headers into one with a comma between them. A proof contains no comma.
  const proofs = req.header(senderProof.header)?.split(/, */) ?? [];
  const { pathname: path } = new URL(req.url);
  return { scheme: scheme.toLowerCase() === "dpop" ? "DPoP" : "Bearer", token, proofs, method: req.method, path };
}

/** The token of a request that was verified, with any scheme. */
export const presentedToken = ({ req }: Context): string => (req.header("authorization") ?? "").split(/ +/)[1] ?? "";

/** Turns what a verifier throws into a refusal. */
const refuse =
  ({ proofRequired }: TokenVerifier) =>
  (problem: unknown): never => {
    if (!(problem instanceof TokenError)) throw problem;
    switch (problem.code) {
      case "invalid":
      case "signed-out":
      case "unproven":
      case "not-ours":
        throw unauthenticated(problem, challengeOf({ problem, proofRequired, metadata: null }));
      case "unreadable-claims":
        // No challenge, because signing in again would give the same token.
        throw new Refused(403, "not-allowed", problem.message);
      case "busy":
      case "issuer-unavailable":
        throw unavailable(problem.message);
    }
  };
