/**
 * What a server may be, in one form for the manifest's wish, for the conditions of a review, and for the meet of all. Two terms
 * that allow the same are equal, so that the meet has laws: idempotent, commutative, associative, never wider than an input.
 */
import type { ApprovalNeed } from "@drawbridge/contracts/approvals";
import { canonicalJson } from "@drawbridge/contracts/digest";
import type { FullConditions, Limits, ToolSelector } from "@drawbridge/contracts/governance/full-conditions";
import type { Environment, Surface } from "@drawbridge/contracts/identity";
import type { ServerManifest } from "@drawbridge/contracts/registry";

/** Sorted, without duplicates; null sets no bound, and an empty list admits none. */
export type Allowed<Item extends string> = readonly Item[] | null;

export interface Terms {
  readonly groups: Allowed<string>;
  readonly surfaces: Allowed<Surface>;
  readonly environments: Allowed<Environment>;
  readonly workloads: Allowed<string>;
  readonly tools: Allowed<string>;
  /** Never in `tools`. */
  readonly toolsLeftOut: readonly string[];
  /** Canonical JSON of a selector → the strictest need. Sorted by key. */
  readonly approvals: Readonly<Record<string, ApprovalNeed>>;
  /** Canonical JSON of a selector → the lowest bounds. Sorted by key. */
  readonly limits: Readonly<Record<string, Limits>>;
  /** The last day, "2027-01-31"; null has no end. */
  readonly expires: string | null;
}

/** Terms that allow everything: the neutral element of the meet. */
export const unbounded: Terms = {
  groups: null,
  surfaces: null,
  environments: null,
  workloads: null,
  tools: null,
  toolsLeftOut: [],
  approvals: {},
  limits: {},
  expires: null,
};

/** What a server asks for. */
export const wishOf = ({ access, tools }: Pick<ServerManifest, "access" | "tools">): Terms => ({
  ...unbounded,
  groups: sorted(access.groups),
  surfaces: sorted(access.surfaces),
  environments: sorted(access.environments),
  tools: sorted(tools.map(({ name }) => name)),
});

/** What one review allows until its last day. */
export const termsOf = (conditions: FullConditions, expires: string | null = null): Terms => ({
  ...unbounded,
  groups: sortedOrAny(conditions.groups),
  surfaces: sortedOrAny(conditions.surfaces),
  environments: sortedOrAny(conditions.environments),
  workloads: sortedOrAny(conditions.workloads),
  toolsLeftOut: sorted(conditions.withoutTools ?? []),
  approvals: combined(
    (conditions.approvals ?? []).map(({ of, need }) => [canonicalJson(of), need] as const),
    stricter,
  ),
  limits: combined(
    (conditions.limits ?? []).map(({ of, at }) => [canonicalJson(of), defined(at)] as const),
    lower,
  ),
  expires,
});

/** What both allow, and nothing else. */
export function meet(one: Terms, other: Terms): Terms {
  const toolsLeftOut = sorted([...one.toolsLeftOut, ...other.toolsLeftOut]);
  const tools = common(one.tools, other.tools);
  return {
    groups: common(one.groups, other.groups),
    surfaces: common(one.surfaces, other.surfaces),
    environments: common(one.environments, other.environments),
    workloads: common(one.workloads, other.workloads),
    tools: tools?.filter((tool) => !toolsLeftOut.includes(tool)) ?? null,
    toolsLeftOut,
    approvals: combined([...Object.entries(one.approvals), ...Object.entries(other.approvals)], stricter),
    limits: combined([...Object.entries(one.limits), ...Object.entries(other.limits)], lower),
    expires: earlier(one.expires, other.expires),
  };
}

/** What all of them allow. */
export const meetOf = (all: readonly Terms[]): Terms => all.reduce(meet, unbounded);

/** The strictest need of a tool by all selectors that are about it. */
export const needOf = (terms: Terms, tool: string, effect: string): ApprovalNeed =>
  about(terms.approvals, tool, effect).reduce(stricter, "none");

/** The lowest bounds of a tool by all selectors that are about it. */
export const limitsOf = (terms: Terms, tool: string, effect: string): Limits =>
  about(terms.limits, tool, effect).reduce(lower, {});

function about<Value>(bySelector: Readonly<Record<string, Value>>, tool: string, effect: string): readonly Value[] {
  const selectors: readonly unknown[] = [{ tool }, { effect }, { every: true }] satisfies readonly (
    | ToolSelector
    | { readonly effect: string }
  )[];
  const keys = new Set(selectors.map(canonicalJson));
  return Object.entries(bySelector).flatMap(([key, value]) => (keys.has(key) ? [value] : []));
}

const sorted = <Item extends string>(items: readonly Item[]): readonly Item[] => [...new Set(items)].sort();

const sortedOrAny = <Item extends string>(items: readonly Item[] | undefined): Allowed<Item> =>
  items === undefined ? null : sorted(items);

const common = <Item extends string>(one: Allowed<Item>, other: Allowed<Item>): Allowed<Item> =>
  one === null ? other : other === null ? one : one.filter((item) => other.includes(item));

/** ISO dates sort as texts. */
const earlier = (one: string | null, other: string | null): string | null =>
  one === null ? other : other === null || one < other ? one : other;

const order: readonly ApprovalNeed[] = ["none", "caller", "second-person"];
const stricter = (one: ApprovalNeed, other: ApprovalNeed): ApprovalNeed =>
  order.indexOf(one) >= order.indexOf(other) ? one : other;

const bounds = ["rows", "bytes", "callsPerMinute"] as const;

function lower(one: Limits, other: Limits): Limits {
  return defined(
    Object.fromEntries(
      bounds.map((bound) => {
        const values = [one[bound], other[bound]].filter((value) => value !== undefined);
        return [bound, values.length === 0 ? undefined : Math.min(...values)];
      }),
    ),
  );
}

const defined = (limits: Readonly<Partial<Record<(typeof bounds)[number], number | undefined>>>): Limits =>
  Object.fromEntries(
    bounds.flatMap((bound) => {
      const value = limits[bound];
      return value === undefined ? [] : [[bound, value] as const];
    }),
  );

function combined<Value>(
  entries: readonly (readonly [string, Value])[],
  both: (one: Value, other: Value) => Value,
): Readonly<Record<string, Value>> {
  const all = new Map<string, Value>();
  for (const [key, value] of entries) {
    const earlierValue = all.get(key);
    all.set(key, earlierValue === undefined ? value : both(earlierValue, value));
  }
  return Object.fromEntries([...all].sort(([one], [other]) => (one < other ? -1 : 1)));
}
