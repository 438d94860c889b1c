/** Makes the policy of a version: what its manifest asks for, less what the conditions of its reviews take away. Pure. */
import type { Conditions } from "@drawbridge/contracts/governance/reviews";
import { groupsInPolicies } from "@drawbridge/hosted/policy-groups";
import { closesAfterLastDay } from "./review-rules.ts";
import type { ApprovedPolicy } from "./standing.ts";
import type { ServerVersion } from "./version-store.ts";

export function compilePolicy(
  { manifest, fingerprints }: Pick<ServerVersion, "manifest" | "fingerprints">,
  { groups, surfaces, environments, withoutTools = [] }: Conditions,
  lastDay: string,
): ApprovedPolicy {
  const { access, tools, policies } = manifest;
  const open = tools.filter(({ name }) => !withoutTools.includes(name));
  const named = new Set(open.map(({ policy }) => policy));
  const used = Object.fromEntries(Object.entries(policies).filter(([name]) => named.has(name)));
  return {
    coarse: {
      groups: common(access.groups, groups),
      surfaces: common(access.surfaces, surfaces),
      environments: common(access.environments, environments),
    },
    tools: Object.fromEntries(open.map(({ name, policy, effect }) => [name, { policy, effect }])),
    policies: used,
    groups: [...groupsInPolicies(used)],
    ...{ fingerprints, lastDay, closesAfter: closesAfterLastDay(manifest) },
  };
}

const common = <Value extends string>(wanted: readonly Value[], allowed: readonly Value[] | undefined): Value[] =>
  wanted.filter((value) => allowed === undefined || allowed.includes(value));
