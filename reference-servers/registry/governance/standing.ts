/** What the registry says a server may do, against what the server says it is. Pure. */
import { type AccessPolicy, Effect, ServerPolicy } from "@drawbridge/contracts/access";
import type { RouteTools, ServerManifest } from "@drawbridge/contracts/registry";
import { askOf, policyOf, versioned } from "@drawbridge/hosted/access-policy";
import { z } from "zod";

/** What an approval gave a server. Who reaches the server at all lies in server_access too, for older registries. */
export const ApprovedPolicy = z.object({
  coarse: ServerPolicy,
  tools: z.record(z.string(), z.object({ policy: z.string(), effect: Effect })),
  policies: z.record(z.string(), z.string()),
  /** Sorted: every group that the tools' policies decide by. */
  groups: z.array(z.string()),
  /** tool name → fingerprint, as approved */
  fingerprints: z.record(z.string(), z.string()),
  /** tool name → fingerprint of its entry in tools/list, as approved. Left out by a release that did not store it. */
  listed: z.record(z.string(), z.string()).optional(),
  /** The last day on which the reviews count, and whether the server is closed after it. */
  lastDay: z.iso.date(),
  closesAfter: z.boolean(),
});
export type ApprovedPolicy = z.infer<typeof ApprovedPolicy>;

export const PolicyState = z.enum(["open", "suspended", "retired"]);
export type PolicyState = z.infer<typeof PolicyState>;

/** The policy of a server that is in force: the newest one. */
export interface Standing {
  /** The number of this policy among the server's. */
  readonly number: number;
  /** The version that was approved. */
  readonly version: number;
  readonly state: PolicyState;
  /** Why it is in this state, in a person's words. */
  readonly why: string;
  readonly policy: ApprovedPolicy;
  /** Whether it is what the registry wrote last. */
  readonly whole: boolean;
  /** Whether the last day of its reviews is over. */
  readonly overdue: boolean;
}

export interface GovernedServer {
  readonly manifest: ServerManifest;
  readonly coarse: ServerPolicy;
  /** Null where no version of the server was ever approved: then it is used by what it announces. */
  readonly standing: Standing | null;
  /** The fingerprints of the tools that the instance has; null where the registry has not stored its version. */
  readonly present: Readonly<Record<string, string>> | null;
}

/** Who reaches the server at all, as it is enforced; `closed` says why no person does. */
export function enforcedReach({ manifest, coarse, standing }: Omit<GovernedServer, "present">): {
  readonly coarse: ServerPolicy;
  readonly closed?: string;
} {
  if (standing === null) return { coarse };
  const closed = closedBecause(manifest.name, standing);
  // What an operator decided with the operator's credential can only take away from what was approved.
  const { groups, surfaces, environments } = standing.policy.coarse;
  const reach = {
    groups: groups.filter((group) => coarse.groups.includes(group)),
    surfaces: surfaces.filter((surface) => coarse.surfaces.includes(surface)),
    environments: environments.filter((environment) => coarse.environments.includes(environment)),
  };
  // An older edge or server does not read `closed`, and an empty list admits no person.
  return closed === null ? { coarse: reach } : { coarse: { ...reach, groups: [] }, closed };
}

/** The server's policy as it is enforced. After its first approval, what the server announces gives no person more. */
export function enforcedPolicy({ manifest, coarse, standing, present }: GovernedServer): AccessPolicy {
  if (standing === null) {
    const { version: _, ...policy } = policyOf(manifest);
    return versioned({ ...policy, coarse });
  }
  const { policy } = standing;
  const heldBack = heldBackTools(standing, manifest, present);
  const { coarse: reach, closed } = enforcedReach({ manifest, coarse, standing });
  const tools = Object.entries(policy.tools).filter(([name]) => closed === undefined && !Object.hasOwn(heldBack, name));
  return versioned({
    server: manifest.name,
    coarse: reach,
    tools: Object.fromEntries(tools),
    policies: policy.policies,
    ask: askOf(manifest),
    ...(Object.keys(heldBack).length > 0 && { heldBack }),
    ...(closed !== undefined && { closed }),
  });
}

/** What the edge lets pass of a server's tools; null where no version of the server was approved. */
export function enforcedTools({ manifest, standing, present }: Omit<GovernedServer, "coarse">): RouteTools | null {
  if (standing === null) return null;
  const heldBack = heldBackTools(standing, manifest, present);
  const { tools, listed } = standing.policy;
  const names = Object.keys(tools).filter((name) => !Object.hasOwn(heldBack, name));
  return { approved: Object.fromEntries(names.map((name) => [name, listed?.[name] ?? null])), heldBack };
}

/** tool name → why it is held back: the tools of the instance that are not as they were approved. */
export function heldBackTools(
  { version, policy }: Pick<Standing, "version" | "policy">,
  { tools }: Pick<ServerManifest, "tools">,
  present: GovernedServer["present"],
): Record<string, string> {
  const names = new Set([...Object.keys(present ?? {}), ...tools.map(({ name }) => name)]);
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const approved = policy.fingerprints[name];
      if (approved === undefined) return [[name, `it is not in version ${version}, which was approved`]];
      if (policy.tools[name] === undefined) return [[name, `the approval of version ${version} leaves it out`]];
      if (present?.[name] === approved) return [];
      return [[name, `it has changed since version ${version} was approved`]];
    }),
  );
}

/** Why no person may use the server now; null where people may. */
function closedBecause(server: string, { state, why, whole, policy, overdue }: Standing): string | null {
  if (!whole)
    return `the registry's rows about ${server} were changed by something else than the registry; have an auditor run \`drawbridge audit verify\`, and an operator restore its policy`;
  if (state === "open" && overdue && policy.closesAfter)
    return `its reviews counted until ${policy.lastDay}; have its reviewers review it again`;
  return state === "open" ? null : `it is ${state}: ${why.replace(/[.\s]+$/, "")}`;
}
