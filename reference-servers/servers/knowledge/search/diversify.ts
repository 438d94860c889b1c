/** The last step of a search: the best passages, but not all from one document. */
import type { PassageId } from "../store/document-id.ts";

/**
 * Returns the first `limit` of `ranking` with at most `maxPerDocument` passages of one document, so that an answer uses
 * several documents. Pure.
 */
export function diversify(ranking: readonly PassageId[], maxPerDocument: number, limit: number): PassageId[] {
  const counts = new Map<string, number>();
  return ranking
    .filter(({ document }) => {
      const count = (counts.get(document) ?? 0) + 1;
      counts.set(document, count);
      return count <= maxPerDocument;
    })
    .slice(0, limit);
}
