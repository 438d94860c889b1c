/** Builds the manifest with which a server describes itself to the registry, from its definition. */
import type { Environment } from "@drawbridge/contracts/identity";
import type { ServerManifest } from "@drawbridge/contracts/registry";
import { groupsInPolicies } from "@drawbridge/hosted/policy-groups";
import type { ServerDefinition } from "./define-server.ts";

/**
 * The manifest of `definition` as deployed in `environment`. `groups` are those that its tools decide by; null where it
 * does not say.
 */
export const manifestOf = <Services>(
  definition: ServerDefinition<Services>,
  environment: Environment,
  groups: readonly string[] | null = null,
): ServerManifest => ({
  name: definition.name,
  title: definition.title,
  description: definition.description,
  owner: definition.owner,
  ...(definition.owners !== undefined && { owners: [...definition.owners] }),
  support: definition.support,
  sensitivity: definition.sensitivity,
  environment,
  listed: definition.listed,
  ...(definition.deprecated !== undefined && { deprecated: definition.deprecated }),
  access: definition.access,
  approvers: [...(definition.approvers ?? [])],
  policies: { ...definition.policies },
  ...(groups !== null && { groups: [...new Set([...groupsInPolicies(definition.policies), ...groups])].sort() }),
  tools: definition.tools.map(({ name, title, description, effect, authorize, minutesSaved, timeoutMs }) => ({
    name,
    title,
    description,
    effect,
    policy: authorize,
    minutesSaved,
    timeLimitSeconds: timeoutMs / 1000,
  })),
});
