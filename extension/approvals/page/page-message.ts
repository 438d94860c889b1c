/** The messages of a decision page to the extension. They name requests and choices, never what a choice is bound to. */
import { z } from "zod";

const Id = z.string().regex(/^[\w-]{1,64}$/);

const Choice = z.discriminatedUnion("decision", [
  z.strictObject({ id: Id, decision: z.literal("approve"), similar: z.boolean() }),
  z.strictObject({ id: Id, decision: z.literal("reject"), reason: z.string().trim().min(1).max(1000) }),
]);

export const PageMessage = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("decide"), choices: z.array(Choice).min(1).max(500) }),
  z.strictObject({
    ...{ kind: z.literal("settle"), id: Id, outcome: z.enum(["succeeded", "failed"]) },
    reason: z.string().trim().min(1).max(1000),
  }),
  z.strictObject({ kind: z.literal("revoke"), id: Id }),
  z.strictObject({ kind: z.literal("open-text"), id: Id }),
  z.strictObject({ kind: z.literal("compare"), id: Id }),
  z.strictObject({ kind: z.literal("copy-link"), id: Id }),
  z.strictObject({ kind: z.literal("open-link"), id: Id }),
]);
export type PageMessage = z.infer<typeof PageMessage>;
