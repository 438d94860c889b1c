/**
 * Layer 1, server × groups × surface × environment. The edge, the server (again, on every request) and the registry's
 * "may X use Y" all make this same pure decision. A tool's own policy comes after it, in tool-policy.ts.
 */
import type { AccessPolicy, Decision } from "@drawbridge/contracts/access";
import type { Environment, Principal } from "@drawbridge/contracts/identity";
import { allow, deny, inWords, someInWords } from "./decision.ts";

/** The fields that an AccessPolicy and a route of the edge have in common. */
export type CoarsePolicy = Pick<AccessPolicy, "server" | "coarse" | "closed" | "ask">;

/**
 * Whether `principal` may reach the server at all, in the environment where it is deployed. Every list must admit; an
 * empty list admits no user.
 */
export function decideServer(
  { server, coarse, closed, ask }: CoarsePolicy,
  principal: Principal,
  environment: Environment,
): Decision {
  const { user, groups, surface } = principal;
  const no = (list: keyof typeof coarse | "closed", why: string): Decision =>
    deny(`${server}/${list}`, `${user} may not use ${server}: ${why} (policy ${server}/${list}).`, ask);

  if (closed !== undefined) return no("closed", closed);
  if (!coarse.environments.includes(environment)) return no("environments", `it is not open in ${environment}`);
  if (!coarse.surfaces.includes(surface)) return no("surfaces", surfaceReason(coarse.surfaces, surface));
  const shared = groups.filter((group) => coarse.groups.includes(group));
  if (shared.length === 0) return no("groups", groupReason(coarse.groups, user, groups));
  return allow(
    `${server}/groups`,
    `${user} may use ${server}: ${user} is in ${someInWords(shared)} (policy ${server}/groups).`,
  );
}

const surfaceReason = (open: readonly string[], surface: string): string =>
  open.length === 0
    ? "it is open to no kind of application"
    : `it is open to calls from ${inWords(open)}, and this one came from ${surface}`;

function groupReason(open: readonly string[], user: string, groups: readonly string[]): string {
  if (open.length === 0) return "it is open to no group";
  // A user whose groups the setting groupNames leaves out is not "in no group", and this decision does not know of them.
  const none = open.length === 1 ? `${user} is not in it` : `${user} is in none of them`;
  const membership = groups.length === 0 ? none : `${user} is in ${someInWords(groups)}`;
  return `it is open to the ${open.length === 1 ? "group" : "groups"} ${inWords(open)}, and ${membership}`;
}
