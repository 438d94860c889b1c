/**
 * A tool with all that a person approves of it: its entry in tools/list, and what the registry alone knows (effect, policy,
 * minutes saved). A server announces this; a version of a server freezes it.
 */
import { z } from "zod";
import { Effect } from "../access.ts";

const JsonObject = z.record(z.string(), z.unknown());

/**
 * One entry of tools/list (MCP 2026-07-28 and 2025-11-25). Members that are not named here are kept, because a client may read
 * them and so an approval must cover them.
 */
export const ListedTool = z.looseObject({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: JsonObject,
  outputSchema: JsonObject.optional(),
  annotations: JsonObject.optional(),
  icons: z.unknown().optional(),
});
export type ListedTool = z.infer<typeof ListedTool>;

/** The entry, with what clients do not see of it. */
export const DescribedTool = ListedTool.extend({
  effect: Effect,
  /** The named Cedar policy. */
  policy: z.string(),
  minutesSaved: z.number().nonnegative(),
  timeLimitSeconds: z.number().positive().optional(),
});
export type DescribedTool = z.infer<typeof DescribedTool>;

/**
 * What is compared: an `announcement` has everything; a `list` has only what a server shows to clients, so effect, policy and
 * minutes saved are left out on both sides.
 */
export type Scope = "announcement" | "list";

/** Changes of these are shown and recorded, and no tool is held back for them. */
const cosmeticFields = ["title", "icons", "timeLimitSeconds"] as const;
export type CosmeticField = (typeof cosmeticFields)[number];

const unlistedFields: readonly string[] = ["effect", "policy", "minutesSaved", "timeLimitSeconds"];

/**
 * The part of a tool that an approval binds: every member but the cosmetic ones. A title in the annotations is cosmetic as
 * well, and annotations that then hold nothing count as absent.
 */
export function materialPart(tool: ListedTool, scope: Scope): Readonly<Record<string, unknown>> {
  const without: readonly string[] = scope === "list" ? [...cosmeticFields, ...unlistedFields] : cosmeticFields;
  const members = Object.entries(tool).filter(([field, value]) => value !== undefined && !without.includes(field));
  return Object.fromEntries(
    members.flatMap(([field, value]) => {
      if (field !== "annotations") return [[field, value]];
      const { title: _, ...hints } = tool.annotations ?? {};
      return Object.keys(hints).length === 0 ? [] : [[field, hints]];
    }),
  );
}

/** The cosmetic part of a tool. */
export function cosmeticPart(tool: ListedTool, scope: Scope): Readonly<Record<CosmeticField, unknown>> {
  return {
    title: [tool.title ?? null, tool.annotations?.title ?? null],
    icons: tool.icons ?? null,
    timeLimitSeconds: scope === "list" ? null : (tool.timeLimitSeconds ?? null),
  };
}
