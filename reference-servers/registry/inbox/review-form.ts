/** What a posted review form says: from its fields to a review. Pure. */
import { Review, type ReviewKind } from "@drawbridge/contracts/governance/reviews";
import { pointsOf } from "../governance/review-rules.ts";

export type ReadReview =
  | { readonly ok: true; readonly review: Review }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Fields: `digest`, `verdict`, `findings`, `links` (one on a line), `expires`, `point.<id>` for each point of the checklist; and
 * what is allowed at most: `groups`, `surfaces`, `environments` (each with a field `limit.<list>` that says whether it counts) and
 * `tools`, which are those that stay.
 */
export function readReviewForm(form: URLSearchParams, kind: ReviewKind, tools: readonly string[]): ReadReview {
  const list = (name: string): { readonly [list: string]: readonly string[] } =>
    form.get(`limit.${name}`) === "on" ? { [name]: form.getAll(name) } : {};
  const stays = form.getAll("tools");
  const without = tools.filter((tool) => !stays.includes(tool));
  const read = Review.safeParse({
    kind,
    verdict: form.get("verdict"),
    digest: form.get("digest"),
    answers: Object.fromEntries(
      pointsOf(kind).flatMap(({ id }) => {
        const answer = form.get(`point.${id}`);
        return answer === null ? [] : [[id, answer]];
      }),
    ),
    findings: (form.get("findings") ?? "").trim(),
    links: (form.get("links") ?? "").split(/\s+/).filter((link) => link !== ""),
    conditions: {
      ...list("groups"),
      ...list("surfaces"),
      ...list("environments"),
      ...(without.length > 0 && { withoutTools: without }),
    },
    expires: form.get("expires"),
  });
  if (read.success) return { ok: true, review: read.data };
  const fields = [...new Set(read.error.issues.map(({ path: [field] }) => String(field)))];
  return { ok: false, problems: fields.map((field) => problems[field] ?? `The field ${field} cannot be understood.`) };
}

const problems: Readonly<Record<string, string>> = {
  verdict: "Say whether you approve this version or ask for changes.",
  links: "A link begins with http:// or https://. Write each on a line of its own; 20 at most.",
  expires: "Say the last day on which the review counts.",
  findings: "The findings are longer than 10,000 characters.",
};
