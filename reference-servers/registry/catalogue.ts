/** What each reader learns about the servers: the edge, a server itself, a user. Pure: made from the stored entries. */
import { createHash } from "node:crypto";
import type { AccessAnswer, AccessPolicy, Decision } from "@drawbridge/contracts/access";
import { canonicalJson } from "@drawbridge/contracts/digest";
import type { Environment, Principal } from "@drawbridge/contracts/identity";
import { personRuleOf } from "@drawbridge/contracts/identity-provider/provider";
import { firstOf } from "@drawbridge/contracts/identity-provider/public-part";
import { type EdgeConfiguration, edgePath, type MyServer } from "@drawbridge/contracts/registry";
import { askOf } from "@drawbridge/hosted/access-policy";
import { decideServer } from "@drawbridge/hosted/coarse";
import type { ToolAuthorizer } from "@drawbridge/hosted/tool-policy";
import { enforcedPolicy, enforcedReach, enforcedTools } from "./governance/standing.ts";
import { type Instance, routeInstances, serving } from "./instances/elect.ts";
import type { Status } from "./server-status.ts";
import { firstProviderOf, oldestServedBy, providerDescriptionsOf, type RegistrySettings } from "./settings.ts";
import type { Entry } from "./store.ts";

/** Everything besides the entries that decides what a user sees. */
export interface View {
  readonly principal: Principal;
  readonly environment: Environment;
  readonly authorizerOf: (policy: AccessPolicy) => ToolAuthorizer;
}

/** A user's groups reach an instance if its own manifest decides by them, also where the server's manifest is another. */
export function edgeConfiguration(
  entries: readonly Entry[],
  instances: ReadonlyMap<string, readonly Instance[]>,
  settings: Pick<RegistrySettings, "environment" | "issuer" | "identityProviders" | "person" | "oldest">,
): EdgeConfiguration {
  const first = firstProviderOf(settings);
  const content = {
    issuer: first.issuer,
    environment: settings.environment,
    oldest: oldestServedBy(settings),
    person: personRuleOf(first),
    // `audience`, `surfaces` and the two above are for an older edge, which knows one provider with one audience.
    audience: firstOf(first.broker.audiences),
    surfaces: { ...first.surfaces, ...Object.fromEntries(first.broker.clientIds.map((id) => [id, "local" as const])) },
    identityProviders: providerDescriptionsOf(settings),
    groups: decidingGroups([...entries, ...announced(entries, instances)]),
    routes: entries.map((entry) => ({
      server: entry.manifest.name,
      upstream: entry.url,
      instances: routeInstances(instances.get(entry.manifest.name) ?? []),
      listed: entry.manifest.listed,
      ...enforcedReach(entry),
      tools: enforcedTools(entry) ?? undefined,
      ask: askOf(entry.manifest),
      allGroups: [entry.manifest, ...manifestsOf(entry.manifest.name, instances)].some(
        ({ groups }) => groups === undefined,
      ),
    })),
  };
  return { version: digest(content), ...content };
}

const manifestsOf = (server: string, instances: ReadonlyMap<string, readonly Instance[]>) =>
  serving(instances.get(server) ?? []).map(({ manifest }) => manifest);

/** Each entry once for each instance, with the manifest of that instance. */
const announced = (entries: readonly Entry[], instances: ReadonlyMap<string, readonly Instance[]>) =>
  entries.flatMap(({ manifest: { name }, coarse, standing }) =>
    manifestsOf(name, instances).map((manifest) => ({ manifest, coarse, standing })),
  );

/**
 * Sorted. One list for all servers, because a server may ask another one on behalf of its user (peers.ts), and names the
 * user's groups to it.
 */
export const decidingGroups = (entries: readonly Pick<Entry, "manifest" | "coarse" | "standing">[]): string[] =>
  [
    ...new Set(
      entries.flatMap(({ manifest, coarse, standing }) => [
        ...coarse.groups,
        ...(manifest.groups ?? []),
        ...(standing?.policy.groups ?? []),
      ]),
    ),
  ].sort();

/** The server as `view.principal` may see it; null if it is unlisted and this user may not use it. */
export function myServer(entry: Entry, view: View, status: Status, edgeUrl: string): MyServer | null {
  const { name, title, description, owner, support, sensitivity, environment, listed, deprecated, tools } =
    entry.manifest;
  const policy = enforcedPolicy(entry);
  const access = decideServer(policy, view.principal, view.environment);
  if (!access.allowed && !listed) return null;
  const authorizer = view.authorizerOf(policy);
  return {
    ...{ name, title, description, owner, support, sensitivity, environment, status, access },
    ...(deprecated !== undefined && { deprecated }),
    url: `${edgeUrl}${edgePath(name)}`,
    version: digest([entry.manifest, entry.coarse, entry.present, entry.standing]),
    tools: access.allowed
      ? tools.map((tool) => ({ ...tool, access: authorizer.decide(tool.name, view.principal, view.environment) }))
      : [],
  };
}

/** Whether the user may use the server, and the tool if one is named; null in the same cases as for myServer. */
export function accessAnswer(entry: Entry, tool: string | null, view: View): AccessAnswer | null {
  const policy = enforcedPolicy(entry);
  const reach = decideServer(policy, view.principal, view.environment);
  if (!reach.allowed && !entry.manifest.listed) return null;
  const decision: Decision =
    reach.allowed && tool !== null ? view.authorizerOf(policy).decide(tool, view.principal, view.environment) : reach;
  return { ...decision, server: policy.server, tool };
}

const digest = (content: unknown): string => createHash("sha256").update(canonicalJson(content)).digest("hex");
