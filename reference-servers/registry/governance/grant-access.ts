/**
 * What an owner's yes can give by itself: the groups of the person that the approved policy admits, and that were taken away
 * since. Pure. Everything else needs a review, and the answer names it.
 */
import type { Decision, ServerPolicy } from "@drawbridge/contracts/access";
import type { Principal } from "@drawbridge/contracts/identity";
import { decideServer } from "@drawbridge/hosted/coarse";
import type { View } from "../catalogue.ts";
import type { Entry } from "../store.ts";
import { enforcedPolicy } from "./standing.ts";
import { changeOf } from "./why-rules.ts";

export type Granting =
  /** `coarse` is who reaches the server from then on. */
  | { readonly gives: true; readonly coarse: ServerPolicy; readonly groups: readonly string[] }
  /** What would give it: a sentence. */
  | { readonly gives: false; readonly needs: string };

export interface GrantQuestion {
  readonly entry: Entry;
  readonly tool: string | null;
  readonly view: View;
  readonly operators: readonly string[];
}

/** Without an approval, the widest that an owner can give is what the server itself asks for. */
export function grantingOf({ entry, tool, view, operators }: GrantQuestion): Granting {
  const approved = entry.standing?.policy.coarse ?? entry.manifest.access;
  const groups = view.principal.groups.filter(
    (group) => approved.groups.includes(group) && !entry.coarse.groups.includes(group),
  );
  const coarse = { ...entry.coarse, groups: [...entry.coarse.groups, ...groups] };
  const decision = decided({ ...entry, coarse }, tool, view);
  if (decision.allowed) return { gives: true, coarse, groups };
  const needs = changeOf(decision, { entry, principal: view.principal, operators });
  return { gives: false, needs: needs ?? decision.reason };
}

function decided(entry: Entry, tool: string | null, { principal, environment, authorizerOf }: View): Decision {
  const policy = enforcedPolicy(entry);
  const reach = decideServer(policy, principal, environment);
  return reach.allowed && tool !== null ? authorizerOf(policy).decide(tool, principal, environment) : reach;
}

/** The person of a report, as its answer saw them. */
export const principalOf = ({
  user,
  groups,
  surface,
}: {
  user: string;
  groups: string[];
  surface: Principal["surface"];
}): Principal => ({
  user,
  groups,
  surface,
});
