/**
 * Which reviews a version needs, and who may write one. Both follow from data: the checklists, and needed-reviews.json.
 */
import { Effect } from "@drawbridge/contracts/access";
import { ReviewKind, reviewKindWords } from "@drawbridge/contracts/governance/reviews";
import { isOwner, type Roles, rolesOf } from "@drawbridge/contracts/governance/roles";
import { maybeSamePerson } from "@drawbridge/contracts/person";
import { ServerManifest } from "@drawbridge/contracts/registry";
import { z } from "zod";
import type { Person } from "../approvals/may-decide.ts";
import genai from "./checklists/genai.json" with { type: "json" };
import legalPrivacy from "./checklists/legal-privacy.json" with { type: "json" };
import security from "./checklists/security.json" with { type: "json" };
import needed from "./needed-reviews.json" with { type: "json" };
import type { ServerVersion } from "./version-store.ts";

export const Checklist = z.strictObject({
  kind: ReviewKind,
  points: z.array(z.strictObject({ id: z.string().regex(/^[a-z][a-z0-9-]*$/), text: z.string() })).min(1),
});
export type Checklist = z.infer<typeof Checklist>;

export const checklists: readonly Checklist[] = [security, legalPrivacy, genai].map((each) => Checklist.parse(each));

/** The points of a kind of review. */
export const pointsOf = (kind: ReviewKind): Checklist["points"] =>
  checklists.find((each) => each.kind === kind)?.points ?? [];

const NeededReviews = z.strictObject({
  always: z.array(ReviewKind),
  sensitivity: z.record(ServerManifest.shape.sensitivity, z.array(ReviewKind)),
  effect: z.record(Effect, z.array(ReviewKind)),
  /** What happens to a server after the last day of its reviews. */
  afterLastDay: z.record(ServerManifest.shape.sensitivity, z.enum(["warn", "close"])),
});
const rules = NeededReviews.parse(needed);

/** The kinds of reviews that a server of this sensitivity and with these tools needs. */
export function neededReviews({ sensitivity, tools }: Pick<ServerManifest, "sensitivity" | "tools">): ReviewKind[] {
  const kinds = new Set([
    ...rules.always,
    ...rules.sensitivity[sensitivity],
    ...tools.flatMap(({ effect }) => rules.effect[effect]),
  ]);
  return ReviewKind.options.filter((kind) => kinds.has(kind));
}

/** Whether a server of this sensitivity is closed after the last day of its reviews. */
export const closesAfterLastDay = ({ sensitivity }: Pick<ServerManifest, "sensitivity">): boolean =>
  rules.afterLastDay[sensitivity] === "close";

/** Why the person may not write this review; null if they may. The sentence is for the person. */
export function reviewRefusal(
  kind: ReviewKind,
  { server, submittedBy, submittedClaim }: Pick<ServerVersion, "server" | "submittedBy" | "submittedClaim">,
  /** The groups that own the server, by this version or by the approved one. */
  owners: readonly string[],
  person: Pick<Person, "user" | "claim" | "certain" | "groups">,
  roles: Roles,
): string | null {
  const words = reviewKindWords[kind];
  if (!rolesOf(person.groups, roles).reviews.includes(kind)) {
    const groups = roles.reviewers[kind] ?? [];
    return groups.length === 0
      ? `No group reviews ${words} here. An operator names one in DRAWBRIDGE_ROLES.`
      : `A ${words} review is by a member of ${groups.join(" or ")}, and you are in none of these groups.`;
  }
  if (isOwner(person.groups, owners)) return `You are an owner of ${server}, so another person reviews it.`;
  if (!person.certain)
    return "It is not certain here that you are another person than an owner: the identity provider may give one person a different id in each application. Ask the operator to name a claim that is the same in all of them (DRAWBRIDGE_USER_CLAIM).";
  if (submittedBy === null) return null;
  if (submittedClaim !== person.claim)
    return `You cannot be compared with who submitted this version: that person is known by the claim ${submittedClaim}, and you by ${person.claim}. Have it submitted again.`;
  return submittedBy === person.user || maybeSamePerson(submittedBy, person.user)
    ? "You submitted this version, so another person reviews it."
    : null;
}
