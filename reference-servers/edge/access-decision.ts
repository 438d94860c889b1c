/** Layer 1 as a pure decision from the configuration, the requested server, and the caller. */
import type { Principal } from "@drawbridge/contracts/identity";
import type { EdgeConfiguration, RouteTools } from "@drawbridge/contracts/registry";
import type { SignIn } from "@drawbridge/contracts/sign-outs";
import { tooOldForThis } from "@drawbridge/hosted/client-release";
import { edgeReach } from "@drawbridge/hosted/edge-reach";
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
      /** What may pass of the server's tools; left out where the server alone decides. */
      readonly tools?: ApprovedTools;
    }
  | { readonly passes: false; readonly refused: Refused };

export interface ApprovedTools extends RouteTools {
  readonly server: string;
  readonly ask: string;
}

/**
 * Whether `caller` may reach `server`, as which principal, and at which addresses. `release` is what the request says of the
 * program that sent it.
 */
export function judge(configuration: EdgeConfiguration, server: string, caller: Caller, release?: string): Judgement {
  const { oldest } = configuration;
  const { user, claim, groups, surface, name } = caller;
  if (surface === null) return { passes: false, refused: unknownClient() };
  const outdated = caller.client === "broker" ? tooOldForThis(release, "broker", oldest) : null;
  if (outdated !== null) return { passes: false, refused: tooOld(outdated) };
  const principal: Principal = { user, claim, groups: [...groups], surface, ...(name !== null && { name }) };
  const reach = edgeReach(configuration, server, principal);
  if (reach === null) return { passes: false, refused: unknownServer(server) };
  const { route, decision, sent } = reach;
  const { tools, ask } = route;
  if (decision.allowed)
    return {
      ...{ passes: true, principal: sent, signIn: caller.signIn, targets: targetsOf(route) },
      ...(tools !== undefined && { tools: { ...tools, server, ask } }),
    };
  return { passes: false, refused: route.listed ? notAllowed(decision) : unknownServer(server) };
}
