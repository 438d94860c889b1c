/**
 * What people may do at the registry, by the groups of their token. A role that names no group is held by no person.
 */
import { z } from "zod";
import { ReviewKind } from "./reviews.ts";

const Groups = z.array(z.string().min(1).max(200)).max(100);

/** Role → the groups that have it. */
export const Roles = z.strictObject({
  /** May suspend and retire servers, and change policies. */
  operators: Groups.default([]),
  /** May review, each kind by its own group. */
  reviewers: z.partialRecord(ReviewKind, Groups).default({}),
});
export type Roles = z.infer<typeof Roles>;

export interface HeldRoles {
  readonly operator: boolean;
  /** The kinds of reviews that the person may write. */
  readonly reviews: readonly ReviewKind[];
}

export const rolesOf = (groups: readonly string[], { operators, reviewers }: Roles): HeldRoles => ({
  operator: shares(groups, operators),
  reviews: ReviewKind.options.filter((kind) => shares(groups, reviewers[kind] ?? [])),
});

/** Whether the person is one of the server's owners: owners submit versions, and never decide about them. */
export const isOwner = (groups: readonly string[], owners: readonly string[]): boolean => shares(groups, owners);

const shares = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((each) => others.includes(each));
