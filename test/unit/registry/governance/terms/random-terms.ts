/** Random terms and calls over few names, so that they often meet. The same for the same seed and name. */
import type { FullConditions } from "@drawbridge/contracts/governance/full-conditions";
import type { AskedCall } from "../../../../../reference-servers/registry/governance/terms/admits.ts";
import { type Terms, termsOf, unbounded } from "../../../../../reference-servers/registry/governance/terms/terms.ts";
import { chance } from "../../../../support/machine/seeded.ts";

export const groups = ["ads", "finance", "ops"];
export const tools = ["query", "write_query", "drop_table"];
const surfaces = ["local", "chat-web", "service"] as const;
const environments = ["dev", "prod"] as const;
const workloads = ["spiffe://corp/presto", "spiffe://corp/spark"];
const days = ["2026-12-01", "2027-01-01", "2027-06-30"];
const selectors = [{ tool: "query" }, { tool: "drop_table" }, { effect: "write" as const }, { every: true as const }];

export interface RandomTerms {
  conditions(): FullConditions;
  /** Of conditions, or of a wish. */
  terms(): Terms;
  call(): AskedCall;
}

export function randomTerms(name: string): RandomTerms {
  const next = chance(name);
  const one = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(next() * items.length)];
    if (item === undefined) throw new Error("there is nothing to choose from");
    return item;
  };
  const some = <Item>(items: readonly Item[]): Item[] => items.filter(() => next() < 0.6);
  const maybe = <Value>(make: () => Value): Value | undefined => (next() < 0.6 ? make() : undefined);

  const conditions = (): FullConditions =>
    withoutUndefined({
      groups: maybe(() => some(groups).toReversed()),
      surfaces: maybe(() => some(surfaces)),
      environments: maybe(() => some(environments)),
      workloads: maybe(() => some(workloads)),
      withoutTools: maybe(() => (next() < 0.5 ? some(tools) : [])),
      approvals: maybe(() => some(selectors).map((of) => ({ of, need: one(["caller", "second-person"] as const) }))),
      limits: maybe(() =>
        some(selectors).map((of) => ({ of, at: { rows: Math.floor(next() * 9), bytes: Math.floor(next() * 9) } })),
      ),
    });
  return {
    conditions,
    terms: () =>
      next() < 0.3
        ? { ...unbounded, tools: some(tools).sort(), groups: some(groups) }
        : termsOf(conditions(), one([null, ...days])),
    call: () => ({
      groups: some(groups),
      surface: one(surfaces),
      environment: one(environments),
      workload: one([null, ...workloads]),
      tool: one(tools),
      day: one(days),
    }),
  };
}

const withoutUndefined = (value: Readonly<Record<keyof FullConditions, unknown>>): FullConditions =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
