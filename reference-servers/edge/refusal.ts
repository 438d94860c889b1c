/** How the edge refuses: one body for people and programs, and where to sign in. */
import type { Decision, Refusal } from "@drawbridge/contracts/access";
import { denialSentence } from "@drawbridge/contracts/access";
import { oldestReleasePolicy } from "@drawbridge/contracts/client-release";
import type { RefusalCode, RefusalStatus } from "@drawbridge/contracts/error-codes/refusals";
import { edgePath } from "@drawbridge/contracts/registry";
import { basePathOf } from "@drawbridge/hosted/base-path";
import { type Challenge, challengeOf } from "@drawbridge/hosted/challenge";
import { adviceOf } from "@drawbridge/hosted/token";

export interface Refused {
  readonly status: number;
  readonly body: Refusal;
  readonly headers: Readonly<Record<string, string>>;
}

const refused = <Code extends RefusalCode>(
  status: RefusalStatus<Code>,
  error: Code,
  message: string,
  headers: Refused["headers"] = {},
  { policy, ask }: Pick<Refusal, "policy" | "ask"> = { policy: null, ask: null },
): Refused => ({ status, body: { error, message, policy, ask }, headers });

export const badRequest = (
  status: RefusalStatus<"bad-request">,
  message: string,
  headers: Refused["headers"] = {},
): Refused => refused(status, "bad-request", message, headers);

/** 401 with the challenge that RFC 9728 §5.1 requires. */
export function unauthenticated(
  edgeUrl: string,
  server: string,
  { problem, proofRequired }: Pick<Challenge, "problem" | "proofRequired">,
): Refused {
  const challenge = challengeOf({ problem, proofRequired, metadata: metadataUrl(edgeUrl, server) });
  const message = `${sentenceOf(problem)} ${adviceOf(problem)}`;
  return refused(401, codeOf(problem), message, { "www-authenticate": challenge });
}

/** A token of which a new sign-in would give the same again is not the caller's to renew. */
const codeOf = (problem: Challenge["problem"]): "unauthenticated" | "not-allowed" =>
  typeof problem === "object" && problem?.code === "not-ours" ? "not-allowed" : "unauthenticated";

function sentenceOf(problem: Challenge["problem"]): string {
  if (problem === null) return "This needs a signed-in user.";
  return problem === "malformed" ? "The Authorization header is not one token of a known scheme." : problem.message;
}

export const notAllowed = (decision: Decision): Refused =>
  refused(403, "not-allowed", denialSentence(decision), {}, decision);

export const unknownClient = (): Refused =>
  refused(
    403,
    "not-allowed",
    "The registry does not know the application that this token was made for. Ask the operator of the registry to add it to broker.clientIds or surfaces in DRAWBRIDGE_IDENTITY_PROVIDERS.",
  );

/** Of the caller's own program: its release is older than the registry serves. Nothing ran. */
export const tooOld = (message: string): Refused =>
  refused(403, "not-allowed", message, {}, { policy: oldestReleasePolicy, ask: null });

/** 403 without a challenge, because a new sign-in would give the same token. */
export const unreadableClaims = (why: string): Refused => refused(403, "not-allowed", why);

/** Says the same about a server that does not exist and about one whose existence the caller must not learn. */
export const unknownServer = (server: string): Refused =>
  refused(404, "unknown-server", `There is no server ${server}. \`drawbridge servers\` lists those you can see.`);

/** The edge cannot decide just now, so it refuses every request. */
export const notReady = (message: string): Refused =>
  refused(503, "upstream-unreachable", message, { "retry-after": "2" });

/** RFC 6585 §4. */
export const tooMany = (limit: number): Refused =>
  refused(
    429,
    "bad-request",
    `You have ${limit} requests under way, which is your share of the edge. Wait until one ends, or end one. Nothing was run.`,
    { "retry-after": "2" },
  );

/** RFC 6585 §5: with the identity headers, the request is larger than the server reads. */
export const headersTooLarge = (server: string): Refused =>
  badRequest(
    431,
    `${server} does not read headers of this size, so nothing was run. Most of them name your groups. Ask the owner of ${server} to update it and to say by which groups it decides (\`groups\` of its definition), so that it gets no others.`,
  );

/** No instance accepted a connection: nothing ran. */
export const unreachable = (server: string): Refused =>
  refused(
    503,
    "upstream-unreachable",
    `${server} cannot be reached. Nothing was run. Try again in a moment, or see its status in the registry.`,
    { "retry-after": "2" },
  );

/** The registry knows the server, but no instance of it: nothing ran. */
export const withoutInstance = (server: string): Refused =>
  refused(
    503,
    "upstream-unreachable",
    `No instance of ${server} runs now. Nothing was run. Try again in a moment, or ask the owner of ${server} to start it.`,
    { "retry-after": "2" },
  );

/** 404 so that the client begins a new session (2025-11-25, Streamable HTTP, session management). Nothing ran. */
export const unknownSession = (server: string): Refused =>
  badRequest(
    404,
    `${server} has no such session (any more): the instance that had it is gone, or the session is not yours. Nothing was run. Begin a new session.`,
  );

/** The server answered, and refused the request: nothing ran. */
export const misplaced = (server: string, what: string): Refused =>
  refused(
    502,
    "upstream-unreachable",
    `${server} ${what}. Nothing was run. Try again in a moment, or see its status in the registry.`,
  );

/** The edge has been asked to stop, and this request came on a connection from before. */
export const stopping: Refused = refused(
  503,
  "upstream-unreachable",
  "This edge is stopping and took nothing new, so nothing was run. Try again.",
  { "retry-after": "1", connection: "close" },
);

/** The edge stops, and the request has not ended in the time that it had for this. */
export const stoppedMidway = (server: string): Refused =>
  refused(502, "upstream-lost", `The edge stopped before ${server} answered. What was asked may have run.`);

/** The person was signed out after the request was forwarded. */
export const signedOutMidway = (server: string): Refused =>
  refused(
    502,
    "upstream-lost",
    `You were signed out at your company's identity provider before ${server} answered. What was asked may have run. Sign in with \`drawbridge login\`.`,
  );

/** The server was taken out of use after the request was forwarded. */
export const closedMidway = (server: string, why: string): Refused =>
  refused(502, "upstream-lost", `${server} was closed before it answered: ${why}. What was asked may have run.`);

export const lost = (server: string): Refused =>
  refused(502, "upstream-lost", `The connection to ${server} broke before it answered. What was asked may have run.`);

/**
 * Where RFC 9728 §3.1 puts the metadata of the resource `<edge>/mcp/<server>`: the edge's own path comes behind the
 * well-known one.
 */
export const metadataUrl = (edgeUrl: string, server: string): string =>
  `${new URL(edgeUrl).origin}${metadataPrefix}${basePathOf(edgeUrl)}${edgePath(server)}`;

export const metadataPrefix = "/.well-known/oauth-protected-resource";
