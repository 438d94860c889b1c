/** Whether terms admit one call, and by which rule they do not. The reference for what every compiled form may allow at most. */
import type { Environment, Surface } from "@drawbridge/contracts/identity";
import type { Allowed, Terms } from "./terms.ts";

export interface AskedCall {
  readonly groups: readonly string[];
  readonly surface: Surface;
  readonly environment: Environment;
  /** The identity under which the server runs; null where it has none. */
  readonly workload: string | null;
  readonly tool: string;
  /** The day, "2026-11-30". */
  readonly day: string;
}

/** The rule that denies. */
export type DenyingRule = "groups" | "surfaces" | "environments" | "workloads" | "tools" | "expires";

/** The first rule that denies the call; null where the terms admit it. */
export function deniedBy(terms: Terms, call: AskedCall): DenyingRule | null {
  if (terms.expires !== null && call.day > terms.expires) return "expires";
  if (!holds(terms.environments, call.environment)) return "environments";
  if (terms.workloads !== null && (call.workload === null || !terms.workloads.includes(call.workload)))
    return "workloads";
  if (!holds(terms.surfaces, call.surface)) return "surfaces";
  if (terms.groups !== null && !call.groups.some((group) => terms.groups?.includes(group))) return "groups";
  return !holds(terms.tools, call.tool) || terms.toolsLeftOut.includes(call.tool) ? "tools" : null;
}

const holds = <Item extends string>(allowed: Allowed<Item>, item: Item): boolean =>
  allowed === null || allowed.includes(item);
