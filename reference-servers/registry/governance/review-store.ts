/**
 * The reviews of versions as SQL: one of each kind for a version, the last one that its reviewers wrote. Each is sealed, and
 * one that is not as the registry wrote it does not count.
 */
import { Review, type ReviewKind } from "@drawbridge/contracts/governance/reviews";
import { z } from "zod";
import type { SealedDatabase } from "../approvals/transition.ts";
import { appendAudit } from "../audit/append.ts";
import { asSealed } from "../row-seals.ts";
import type { Actor } from "./version-store.ts";

const StoredReview = z.object({
  kind: z.string(),
  content: Review,
  reviewer: z.string(),
  claim: z.string(),
  at: z.date(),
  seal: z.string(),
});

/** A review that counts. */
export interface WrittenReview {
  readonly review: Review;
  readonly reviewer: Actor;
  readonly at: Date;
}

/** A version of a server by its number. */
export interface VersionRef {
  readonly server: string;
  readonly version: number;
}

/** Stores the review in place of an earlier one of its kind, with its audit entry. The transaction ends with it. */
export async function keepReview(
  { database: transaction, seals }: SealedDatabase,
  { server, version }: VersionRef,
  { review, reviewer, at }: WrittenReview,
): Promise<void> {
  const { kind, verdict, digest } = review;
  const fields = { content: review, reviewer: reviewer.user, claim: reviewer.claim, at };
  const row = {
    ...{ verdict, at, reviewer: reviewer.user, reviewer_claim: reviewer.claim },
    content: JSON.stringify(review),
    seal: seals.seal("server-review", sealedFields({ server, version }, fields)),
  };
  await transaction
    .insertInto("server_reviews")
    .values({ server, version, kind, ...row })
    .onConflict((conflict) => conflict.columns(["server", "version", "kind"]).doUpdateSet(row))
    .execute();
  const body = { server, version, kind, verdict, digest, by: reviewer.user, claim: reviewer.claim };
  await appendAudit(transaction, [{ kind: "server-reviewed", body }], at);
}

/** The reviews of a version that count, by kind. */
export async function reviewsOf(
  { database, seals }: SealedDatabase,
  ref: VersionRef,
): Promise<ReadonlyMap<ReviewKind, WrittenReview>> {
  const rows = await database
    .selectFrom("server_reviews")
    .select(["kind", "content", "reviewer", "reviewer_claim as claim", "at", "seal"])
    .where("server", "=", ref.server)
    .where("version", "=", ref.version)
    .execute();
  const whole = rows.flatMap((row) => {
    const { success, data } = StoredReview.safeParse(row);
    if (!success || data.kind !== data.content.kind) return [];
    return seals.check("server-review", sealedFields(ref, data), data.seal) === "whole" ? [data] : [];
  });
  return new Map(
    whole.map(({ content, reviewer, claim, at }) => [
      content.kind,
      { review: content, reviewer: { user: reviewer, claim }, at },
    ]),
  );
}

const sealedFields = (
  { server, version }: VersionRef,
  { content, reviewer, claim, at }: Pick<z.infer<typeof StoredReview>, "content" | "reviewer" | "claim" | "at">,
) => asSealed({ server, version, content, reviewer, claim, at });
