/**
 * The groups that a server's named policies refer to. Cedar makes no entity from text while it decides, so every group
 * that can matter is written in the policy. Pure.
 */
import { policySetTextToParts, policyToJson } from "@cedar-policy/cedar-wasm/nodejs";
import { z } from "zod";

/** Sorted, without duplicates. A policy that cannot be read permits no call, so it names no group. */
export function groupsInPolicies(policies: Readonly<Record<string, string>>): readonly string[] {
  const groups = new Set<string>();
  for (const text of Object.values(policies)) {
    const parts = policySetTextToParts(text);
    if (parts.type === "failure") continue;
    for (const statement of parts.policies) {
      const parsed = policyToJson(statement);
      if (parsed.type === "success") collect(parsed.json, groups);
    }
  }
  return [...groups].sort();
}

const Group = z.object({ type: z.literal("Group"), id: z.string() });

/** An entity is `{"type": "Group", "id": "…"}`, in the scope of a statement as well as in its conditions. */
function collect(json: unknown, groups: Set<string>): void {
  if (typeof json !== "object" || json === null) return;
  const entity = Group.safeParse(json);
  if (entity.success) groups.add(entity.data.id);
  for (const member of Object.values(json)) collect(member, groups);
}
