import type { PassageId } from "../store/document-id.ts";

/** The first `limit` of `ranking`, with at most `each` passages of one document: an answer from several sides. Pure. */
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
