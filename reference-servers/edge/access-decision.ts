/** Layer 1 as a pure decision from the configuration, the requested server, and the caller. */
import type { Principal } from "@drawbridge/contracts/identity";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";
import type { SignIn } from "@drawbridge/contracts/sign-outs";
import { tooOldForThis } from "@drawbridge/hosted/client-release";
import { decideServer } from "@drawbridge/hosted/coarse";
import type { Caller } from "@drawbridge/hosted/token";
import { type Target, targetsOf } from "./instances.ts";
import { notAllowed, type Refused, tooOld, unknownClient, unknownServer } from "./refusal.ts";

export type Judgement =
  | {
      readonly passes: true;
      readonly principal: Principal;
      readonly signIn: SignIn;
      /** Where the server's instances are; empty where none runs. */
      readonly targets: readonly Target[];
    }
  | { readonly passes: false; readonly refused: Refused };

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

/**
 * Whether `caller` may reach `server`, as which principal, and at which addresses. `release` is what the request says of the
 * program that sent it.
 */
export function judge(configuration: EdgeConfiguration, server: string, caller: Caller, release?: string): Judgement {
  const { routes, environment, oldest } = configuration;
  const { user, claim, groups, surface, name } = caller;
  if (surface === null) return { passes: false, refused: unknownClient() };
  const outdated = caller.client === "broker" ? tooOldForThis(release, "broker", oldest) : null;
  if (outdated !== null) return { passes: false, refused: tooOld(outdated) };
  const route = routes.find((candidate) => candidate.server === server);
  if (route === undefined) return { passes: false, refused: unknownServer(server) };
  const principal: Principal = { user, claim, groups: [...groups], surface, ...(name !== null && { name }) };
  const decision = decideServer(route, principal, environment);
  const sent = route.allGroups !== false ? principal : { ...principal, groups: decidingGroups(configuration, groups) };
  if (decision.allowed) return { passes: true, principal: sent, signIn: caller.signIn, targets: targetsOf(route) };
  return { passes: false, refused: route.listed ? notAllowed(decision) : unknownServer(server) };
}
