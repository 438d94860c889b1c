/** Measures rankings by the judged questions, and prints a table of the result. */
import { ndcg } from "./ndcg.ts";
import type { Judged } from "./queries.ts";
import { documentName, type Ranking } from "./rankings.ts";

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const grades = ({ answers, helps }: Judged): ReadonlyMap<string, number> =>
  new Map([
    ...answers.map((name) => [documentName(name), 2] as const),
    ...helps.map((name) => [documentName(name), 1] as const),
  ]);

/** nDCG@10 by ranking and kind of question; the kind "all" is the mean of all questions. */
export async function figuresOf(
  rankings: Readonly<Record<string, Ranking>>,
  queries: readonly Judged[],
): Promise<(ranking: string, kind: string) => number> {
  const kinds = ["all", ...new Set(queries.map(({ kind }) => kind))];
  const figures = new Map<string, number>();
  console.log(`      ${"nDCG@10".padEnd(28)}${kinds.map((kind) => kind.padStart(12)).join("")}`);
  for (const [name, ranking] of Object.entries(rankings)) {
    const scores = new Map<Judged, number>();
    const waiting = [...queries];
    const judgeAll = async (): Promise<void> => {
      for (let judged = waiting.pop(); judged !== undefined; judged = waiting.pop()) {
        scores.set(judged, ndcg(await ranking(judged.query), grades(judged)));
      }
    };
    await Promise.all([judgeAll(), judgeAll()]);
    const row = kinds.map((kind) =>
      mean([...scores].filter(([judged]) => kind === "all" || judged.kind === kind).map(([, score]) => score)),
    );
    for (const [at, kind] of kinds.entries()) figures.set(`${name} ${kind}`, row[at] ?? Number.NaN);
    console.log(`      ${name.padEnd(28)}${row.map((figure) => figure.toFixed(3).padStart(12)).join("")}`);
  }
  return (ranking, kind) => figures.get(`${ranking} ${kind}`) ?? Number.NaN;
}
