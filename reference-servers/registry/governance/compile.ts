/** The policy of a version: what its manifest asks for, less what its reviews take away, as it is stored and enforced. Pure. */
import type { Review } from "@drawbridge/contracts/governance/reviews";
import { listedFingerprintOf } from "@drawbridge/contracts/tool-versions";
import { groupsInPolicies } from "@drawbridge/hosted/policy-groups";
import { closesAfterLastDay } from "./review-rules.ts";
import type { ApprovedPolicy } from "./standing.ts";
import { compileTerms } from "./terms/compile-terms.ts";
import { termsOf } from "./terms/terms.ts";
import type { ServerVersion } from "./version-store.ts";

/** `noReview` is the last day where there is no review yet: for a page that shows what would be approved. */
export function compilePolicy(
  { manifest, fingerprints, tools: described }: Pick<ServerVersion, "manifest" | "fingerprints" | "tools">,
  reviews: readonly Pick<Review, "conditions" | "expires">[],
  noReview: string,
): ApprovedPolicy {
  const compiled = compileTerms(
    manifest,
    reviews.map(({ conditions, expires }) => termsOf(conditions, expires)),
  );
  const { coarse, tools, policies } = compiled.access;
  return {
    ...{ coarse, tools, policies, fingerprints },
    ...(described !== null && {
      listed: Object.fromEntries(described.map((tool) => [tool.name, listedFingerprintOf(tool)])),
    }),
    groups: [...groupsInPolicies(policies)],
    lastDay: compiled.expires ?? noReview,
    closesAfter: closesAfterLastDay(manifest),
  };
}
