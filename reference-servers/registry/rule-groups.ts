/**
 * The groups by which this deployment decides: those that an access policy, a tool's policy or an approver rule names. A
 * person's other groups are data of the company's directory, so they are neither recorded nor shown.
 */
import { groupsInPolicies } from "@drawbridge/hosted/policy-groups";
import { decidingGroups } from "./catalogue.ts";
import type { Database } from "./database.ts";
import type { ServerList } from "./server-list.ts";

/** The groups that any rule names now. Rejects if the database does not answer. */
export type RuleGroups = () => Promise<ReadonlySet<string>>;

export function ruleGroups(database: Database, servers: ServerList): RuleGroups {
  return async () => {
    const [entries, approvers] = await Promise.all([
      servers(),
      database.selectFrom("server_approvers").select("groups").execute(),
    ]);
    // A manifest with a list of groups has those of its policies in it (framework/manifest.ts).
    const inPolicies = entries.flatMap(({ manifest }) =>
      manifest.groups === undefined ? groupsInPolicies(manifest.policies) : [],
    );
    return new Set([...decidingGroups(entries), ...inPolicies, ...approvers.flatMap(({ groups }) => groups)]);
  };
}

/** Those of `groups` that a rule names. */
export async function namedByRules(groups: readonly string[], named: RuleGroups): Promise<readonly string[]> {
  if (groups.length === 0) return [];
  const names = await named();
  return groups.filter((group) => names.has(group));
}
