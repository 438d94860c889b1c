/**
 * What doctor learns over the network: the registry, the difference between its clock and this machine's, the identity
 * provider and the edge.
 */
import type { WellKnown } from "@drawbridge/contracts/registry";
import { connectIssuer } from "../../identity/issuer.ts";
import { readWellKnown, requestWellKnown } from "../../identity/well-known.ts";
import { reasonOf } from "../../network/failure-reason.ts";
import type { Fetch } from "../../network/fetch.ts";
import { failureOf } from "../../terminal/failure.ts";
import { type Finding, note, ok, problem } from "./finding.ts";
import { judgeRefusal } from "./route.ts";

const edgeTimeoutMs = 5_000;

/** A server refuses a token if, by its clock, the token is not valid yet or not any more. */
const toleratedSkewSeconds = 60;

const checkNetwork = "Check your network and VPN; if others have the same problem, tell the operator of Drawbridge.";

/** Examines everything that the registry's address leads to, one after the other. */
export async function lookAround(registry: string, fetch: Fetch, now: () => number): Promise<readonly Finding[]> {
  let date: string | null;
  let wellKnown: WellKnown;
  try {
    const answer = await requestWellKnown(registry, fetch);
    date = answer.headers.get("date");
    wellKnown = readWellKnown(registry, answer);
  } catch (error) {
    return [judgeRefusal(error) ?? problem("registry", failureOf(error).message, checkNetwork)];
  }
  return [
    ok("registry", registry),
    judgeClock(date, now()),
    ...(await Promise.all([lookAtIssuer(wellKnown, fetch), lookAtEdge(wellKnown.edge, fetch)])),
  ];
}

/** `date` is the registry's Date header (RFC 9110 §6.6.1), `now` this machine's milliseconds since 1970. */
export function judgeClock(date: string | null, now: number): Finding {
  const theirs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return ok("clock", "the registry does not tell the time");
  const seconds = Math.round((now - theirs) / 1000);
  if (Math.abs(seconds) <= toleratedSkewSeconds) return ok("clock", "agrees with the registry's");
  const direction = seconds > 0 ? "ahead of" : "behind";
  return problem(
    "clock",
    `${Math.abs(seconds)} s ${direction} the registry's`,
    "Let the system set its clock from the network: tokens are refused otherwise.",
  );
}

async function lookAtIssuer(wellKnown: WellKnown, fetch: Fetch): Promise<Finding> {
  try {
    const issuer = await connectIssuer(wellKnown, fetch);
    const summary = `${issuer.url}${issuer.dev ? ", the development one" : ""}`;
    return issuer.binds ? ok("identity provider", summary) : withoutBinding(summary);
  } catch (error) {
    return problem("identity provider", failureOf(error).message, checkNetwork);
  }
}

const withoutBinding = (summary: string): Finding =>
  note(
    "identity provider",
    `${summary}; it does not bind tokens to a key (DPoP), so a copied one serves anyone until it expires`,
    "Ask the operator of the identity provider to turn DPoP (RFC 9449) on for Drawbridge's client. Everything works without it.",
  );

/** Any answer shows that the edge is there. Without a token the answer is a refusal. */
async function lookAtEdge(edge: string, fetch: Fetch): Promise<Finding> {
  try {
    const response = await fetch(edge, { redirect: "manual", signal: AbortSignal.timeout(edgeTimeoutMs) });
    await response.arrayBuffer();
    return ok("edge", edge);
  } catch (error) {
    return problem("edge", `${edge} cannot be reached (${reasonOf(error)})`, checkNetwork);
  }
}
