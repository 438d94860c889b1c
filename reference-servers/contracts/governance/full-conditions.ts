/**
 * All conditions with which a review may end, as data: those of reviews.ts, and those that are not enforced yet (workloads,
 * approvals, limits). Each only narrows what a server asks for. A field that is left out sets no condition.
 */
import { z } from "zod";
import { Effect } from "../access.ts";
import { ApprovalNeed } from "../approvals.ts";
import { StorableText } from "../storable-schema.ts";
import { Conditions } from "./reviews.ts";

const Name = StorableText.min(1).max(200);

/** Which tools a condition is about: one by name, all of one effect, or every one. */
const ToolSelector = z.union([
  z.strictObject({ tool: Name }),
  z.strictObject({ effect: Effect }),
  z.strictObject({ every: z.literal(true) }),
]);
export type ToolSelector = z.infer<typeof ToolSelector>;

/** Upper bounds of one call's result, and of calls. Left out: the condition sets no bound. */
export const Limits = z.strictObject({
  rows: z.int().nonnegative().optional(),
  bytes: z.int().nonnegative().optional(),
  /** For each user and tool. */
  callsPerMinute: z.int().nonnegative().optional(),
});
export type Limits = z.infer<typeof Limits>;

export const FullConditions = Conditions.extend({
  /** Identities of workloads (SPIFFE ids) under which the server may run. */
  workloads: z.array(Name).max(1_000).optional(),
  /** Whose yes a call needs at least. */
  approvals: z
    .array(z.strictObject({ of: ToolSelector, need: ApprovalNeed.exclude(["none"]) }))
    .max(1_000)
    .optional(),
  limits: z
    .array(z.strictObject({ of: ToolSelector, at: Limits }))
    .max(1_000)
    .optional(),
});
export type FullConditions = z.infer<typeof FullConditions>;
