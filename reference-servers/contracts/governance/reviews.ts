/**
 * Reviews of a version of a server. Each is by a member of the kind's reviewer group, and may set conditions. A condition
 * takes away; none gives more than the server asked for.
 */
import { z } from "zod";
import { Environment, Surface } from "../identity.ts";

export const ReviewKind = z.enum(["security", "legal-privacy", "genai"]);
export type ReviewKind = z.infer<typeof ReviewKind>;

export const reviewKindWords: Readonly<Record<ReviewKind, string>> = {
  security: "Security",
  "legal-privacy": "Legal and privacy",
  genai: "GenAI",
};

/** What a review allows at most. A member that is left out limits nothing; an empty list admits no person. */
export const Conditions = z.strictObject({
  groups: z.array(z.string().min(1)).optional(),
  surfaces: z.array(Surface).optional(),
  environments: z.array(Environment).optional(),
  /** Tools that may not be used. */
  withoutTools: z.array(z.string().min(1)).optional(),
});
export type Conditions = z.infer<typeof Conditions>;

/** An answer to one point of a checklist. */
export const ChecklistAnswer = z.enum(["yes", "no", "not-applicable"]);

export const Review = z.strictObject({
  kind: ReviewKind,
  verdict: z.enum(["approved", "changes-needed"]),
  /** The digest of the version as the reviewer saw it. */
  digest: z.string(),
  /** Point of the checklist → answer. */
  answers: z.record(z.string(), ChecklistAnswer),
  findings: z.string().max(10_000),
  links: z.array(z.url({ protocol: /^https?$/ })).max(20),
  conditions: Conditions,
  /** The last day on which the review counts. */
  expires: z.iso.date(),
});
export type Review = z.infer<typeof Review>;
