/** Who gains and who loses which tools when one policy of a server takes the place of another. Pure. */
import type { AccessPolicy, Effect } from "@drawbridge/contracts/access";
import { type Environment, Surface } from "@drawbridge/contracts/identity";
import { decideServer } from "@drawbridge/hosted/coarse";
import { compileToolPolicies } from "@drawbridge/hosted/tool-policy";

export interface GroupDifference {
  readonly group: string;
  readonly surface: Surface;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
}

/** A person in one group alone is like all who are in it: a policy decides by groups, surface, environment and effect. */
const member = "a member";

/**
 * For each group that either policy names, and each surface: the tools that a person who is in this group alone may call by one
 * policy and not by the other. `before` is null where no person may use the server yet.
 */
export function accessDifference(
  before: AccessPolicy | null,
  after: AccessPolicy,
  groups: readonly string[],
  environment: Environment,
): GroupDifference[] {
  const mayCall = [before, after].map((policy) => callable(policy, environment));
  const all = [...new Set([...groups, ...(before?.coarse.groups ?? []), ...after.coarse.groups])].sort();
  return all.flatMap((group) =>
    Surface.options.flatMap((surface) => {
      const [old = [], now = []] = mayCall.map((tools) => tools(group, surface));
      const gains = now.filter((tool) => !old.includes(tool));
      const loses = old.filter((tool) => !now.includes(tool));
      return gains.length + loses.length === 0 ? [] : [{ group, surface, gains, loses }];
    }),
  );
}

function callable(
  policy: AccessPolicy | null,
  environment: Environment,
): (group: string, surface: Surface) => string[] {
  if (policy === null) return () => [];
  const authorizer = compileToolPolicies(policy);
  return (group, surface) => {
    const principal = { user: member, groups: [group], surface };
    if (!decideServer(policy, principal, environment).allowed) return [];
    return Object.keys(policy.tools).filter((tool) => authorizer.decide(tool, principal, environment).allowed);
  };
}

/** "2 read, 1 write": how many tools of each effect. */
export function effectsInWords(tools: readonly { readonly effect: Effect }[]): string {
  const counts = (["read", "write", "destructive"] as const).map(
    (effect) => [effect, tools.filter((tool) => tool.effect === effect).length] as const,
  );
  return counts.flatMap(([effect, count]) => (count === 0 ? [] : [`${count} ${effect}`])).join(", ");
}
