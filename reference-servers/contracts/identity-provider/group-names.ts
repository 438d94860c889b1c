/** From the names of groups in a token to the names that policies use. Pure. */
import { z } from "zod";

const Name = z.string().min(1).max(500);

/**
 * One rule for all groups of a provider. A group that the rule does not name is left out, so that no group comes under
 * the name of another one.
 */
export const GroupNames = z
  .strictObject({
    /** Each name in the token, and the name in policies: for the ids that Entra ID sends. */
    map: z.record(Name, Name).optional(),
    /** Only groups whose names begin with it count; it is removed. */
    prefix: Name.optional(),
    /**
     * Only groups below this path count; it is removed together with the slash after it. A group deeper below keeps the
     * rest of its path, so a path never matches by its last part alone.
     */
    below: z.string().startsWith("/").max(500).optional(),
  })
  .refine((rules) => Object.keys(rules).length === 1, "it needs exactly one of map, prefix and below");
export type GroupNames = z.infer<typeof GroupNames>;

/** The names in policies, without duplicates. Without a rule, the names in the token. */
export function groupsNamed(groups: readonly string[], rule: GroupNames | undefined): readonly string[] {
  const names = groups.map((group) => named(group, rule));
  return [...new Set(names.filter((name): name is string => name !== null && name !== ""))];
}

function named(group: string, { map, prefix, below }: GroupNames = {}): string | null {
  if (map !== undefined) return Object.hasOwn(map, group) ? (map[group] ?? null) : null;
  const start = below === undefined ? (prefix ?? "") : `${below.replace(/\/+$/, "")}/`;
  return group.startsWith(start) ? group.slice(start.length) : null;
}
