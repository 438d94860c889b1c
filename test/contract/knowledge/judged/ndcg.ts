/**
 * The quality of a ranking: normalised discounted cumulative gain over its first ten (Järvelin and Kekäläinen 2002).
 * Pure.
 */

const places = 10;

/**
 * Returns 1 if the best documents come first, 0 if no graded document is included. `grades` holds the value of each
 * document; others count 0.
 */
export function ndcg(ranked: readonly string[], grades: ReadonlyMap<string, number>): number {
  const ideal = gain([...grades.values()].toSorted((a, b) => b - a));
  return ideal === 0 ? 0 : gain(ranked.map((name) => grades.get(name) ?? 0)) / ideal;
}

const gain = (grades: readonly number[]): number =>
  grades.slice(0, places).reduce((sum, grade, place) => sum + (2 ** grade - 1) / Math.log2(place + 2), 0);
