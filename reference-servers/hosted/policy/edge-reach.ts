/**
 * What the edge's configuration says of one person and one server, and as whom the server hears of the person. The edge
 * decides by it, and the registry's "why" asks the same function.
 */
import type { Decision } from "@drawbridge/contracts/access";
import type { Principal } from "@drawbridge/contracts/identity";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";
import { decideServer } from "./coarse.ts";

export interface EdgeReach {
  readonly route: EdgeConfiguration["routes"][number];
  readonly decision: Decision;
  /** The person with those of their groups that the server hears of. */
  readonly sent: Principal;
}

/** Null where the edge knows no such server. */
export function edgeReach(configuration: EdgeConfiguration, server: string, principal: Principal): EdgeReach | null {
  const route = configuration.routes.find((candidate) => candidate.server === server);
  if (route === undefined) return null;
  const groups = decidingGroups(configuration, principal.groups);
  return {
    route,
    decision: decideServer(route, principal, configuration.environment),
    sent: route.allGroups !== false ? principal : { ...principal, groups },
  };
}

/**
 * Those of a user's groups that any server decides by. A provider may name thousands, and the request to the server does
 * not grow with them.
 */
function decidingGroups(configuration: EdgeConfiguration, groups: readonly string[]): string[] {
  const names = namesIn(configuration);
  return names === null ? [...groups] : groups.filter((group) => names.has(group));
}

const remembered = new WeakMap<EdgeConfiguration, ReadonlySet<string>>();
function namesIn(configuration: EdgeConfiguration): ReadonlySet<string> | null {
  if (configuration.groups === undefined) return null;
  const names = remembered.get(configuration) ?? new Set(configuration.groups);
  remembered.set(configuration, names);
  return names;
}
