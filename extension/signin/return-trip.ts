/** The trip by the registry's return page (contracts/sign-in-return.ts): its address, and what comes back of it. */
import type { WellKnown } from "@drawbridge/contracts/registry";
import {
  type AskedTrip,
  fromParameter,
  ReturnedAnswers,
  returnParameters,
  signInReturn,
  toParameter,
} from "@drawbridge/contracts/sign-in-return";
import { awaitGrant, takeGrant } from "../../proxy/identity/code-grant.ts";
import { refused } from "../../proxy/identity/errors.ts";
import type { AwaitedGrants, BothIssuers, BothTokens } from "../../proxy/identity/loopback.ts";

/** What to wait for; nothing is asked of anybody yet. */
export async function awaitReturn({ registry }: WellKnown, issuers: BothIssuers): Promise<AwaitedGrants> {
  const back = new URL(signInReturn.back, registry).href;
  return { broker: await awaitGrant(issuers.broker, back), approver: await awaitGrant(issuers.approver, back) };
}

/** Where the browser begins. `callback` is this editor's own address. */
export function startOf({ registry }: WellKnown, { broker, approver }: AwaitedGrants, callback: string): URL {
  const start = new URL(signInReturn.start, registry);
  const trip: AskedTrip = { to: callback, legs: [broker.url, approver.url] };
  start.searchParams.set(returnParameters.trip, toParameter(trip));
  return start;
}

/** What a callback brought, one query for each leg; null where it is not an answer to `grants`. */
export function answersFor(query: string, { broker }: AwaitedGrants): readonly URLSearchParams[] | null {
  const given = fromParameter(new URLSearchParams(query).get(returnParameters.answers), ReturnedAnswers);
  const answers = given?.map((answer) => new URLSearchParams(answer)) ?? [];
  return answers[0]?.get("state") === broker.state ? answers : null;
}

/** Exchanges the codes. Throws `refused` or `unreachable`. */
export async function takeReturn(
  issuers: BothIssuers,
  grants: AwaitedGrants,
  [first, second]: readonly URLSearchParams[],
): Promise<BothTokens> {
  const broker = await takeGrant(issuers.broker, grants.broker, first ?? new URLSearchParams());
  if (second === undefined) throw refused(issuers.approver.url, "it answered for one of the two clients alone");
  return { broker, approver: await takeGrant(issuers.approver, grants.approver, second) };
}
