/**
 * The approved policy of one version of a server: the meet of its wish and of every review's conditions, compiled once into
 * what the edge and the server enforce, and what people see. Pure.
 */
import type { AccessPolicy } from "@drawbridge/contracts/access";
import type { ApprovalNeed } from "@drawbridge/contracts/approvals";
import type { Limits } from "@drawbridge/contracts/governance/full-conditions";
import { Environment, Surface } from "@drawbridge/contracts/identity";
import type { ServerManifest } from "@drawbridge/contracts/registry";
import { askOf, versioned } from "@drawbridge/hosted/access-policy";
import { narrowedPolicy } from "./cedar-text.ts";
import { postureOf } from "./posture.ts";
import { limitsOf, meetOf, needOf, type Terms, wishOf } from "./terms.ts";

export interface CompiledPolicy {
  /** For the edge (its coarse part) and for the server. It has the approved tools alone. */
  readonly access: AccessPolicy;
  /** Approved tool → whose yes a call needs at least; a tool's own `approve` may ask for more. */
  readonly approvals: Readonly<Record<string, ApprovalNeed>>;
  /** Approved tool → its bounds. */
  readonly limits: Readonly<Record<string, Limits>>;
  /** The identities under which the server may run; null: any. */
  readonly workloads: readonly string[] | null;
  /** The last day; null: no end. */
  readonly expires: string | null;
  /** Sentences for people. */
  readonly posture: readonly string[];
}

/**
 * Compiles `manifest` under `conditions`. A tool that the manifest does not have is in no part of the result, regardless of what
 * the manifest's own policies permit.
 */
export function compileTerms(manifest: ServerManifest, conditions: readonly Terms[]): CompiledPolicy {
  const terms = meetOf([wishOf(manifest), ...conditions]);
  const tools = manifest.tools.filter(({ name }) => terms.tools?.includes(name) === true);
  const byPolicy = Map.groupBy(tools, ({ policy }) => policy);
  const own = new Map(Object.entries(manifest.policies));
  const policies = [...byPolicy].flatMap(([name, using]) => {
    const text = own.get(name);
    return text === undefined
      ? []
      : [
          [
            name,
            narrowedPolicy(
              text,
              manifest.name,
              using.map((tool) => tool.name),
              terms,
            ),
          ] as const,
        ];
  });
  return {
    access: versioned({
      server: manifest.name,
      coarse: {
        groups: [...(terms.groups ?? [])],
        surfaces: [...(terms.surfaces ?? Surface.options)],
        environments: [...(terms.environments ?? Environment.options)],
      },
      tools: Object.fromEntries(tools.map(({ name, policy, effect }) => [name, { policy, effect }])),
      policies: Object.fromEntries(policies),
      ask: askOf(manifest),
    }),
    approvals: Object.fromEntries(tools.map(({ name, effect }) => [name, needOf(terms, name, effect)])),
    limits: Object.fromEntries(tools.map(({ name, effect }) => [name, limitsOf(terms, name, effect)])),
    workloads: terms.workloads,
    expires: terms.expires,
    posture: postureOf(terms, manifest.tools),
  };
}
