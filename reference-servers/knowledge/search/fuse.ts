/** One ranking out of several, by ranks alone: scores of different measures cannot be compared. Pure. */
import { type PassageId, passageId } from "../store/document-id.ts";

/** Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009), with the constant of that paper. */
const constant = 60;

/** Best first. */
export function fuse(rankings: readonly (readonly PassageId[])[]): PassageId[] {
  const scores = new Map<string, { readonly passage: PassageId; score: number }>();
  for (const ranking of rankings) {
    ranking.forEach((passage, rank) => {
      const entry = scores.get(passageId(passage)) ?? { passage, score: 0 };
      entry.score += 1 / (constant + rank + 1);
      scores.set(passageId(passage), entry);
    });
  }
  return [...scores.values()].toSorted((a, b) => b.score - a.score).map(({ passage }) => passage);
}

/** The first `limit` of `ranking`, with at most `each` passages of one document: an answer from several sides. */
export function spread(ranking: readonly PassageId[], each: number, limit: number): PassageId[] {
  const taken = new Map<string, number>();
  return ranking
    .filter(({ document }) => {
      const count = (taken.get(document) ?? 0) + 1;
      taken.set(document, count);
      return count <= each;
    })
    .slice(0, limit);
}
