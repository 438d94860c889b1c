/** Scores diagnoses against the known causes of their applications: right, wrong with confidence, or unknown. */

export interface Judgement {
  readonly name: string;
  readonly expected: string;
  readonly actual: string;
  readonly confidence: string;
}

export interface Score {
  readonly runs: number;
  readonly causes: number;
  readonly right: number;
  /** Diagnosed as another cause, with high or medium confidence. */
  readonly confidentlyWrong: number;
  readonly unknown: number;
}

export function scoreOf(judged: readonly Judgement[]): Score {
  return {
    runs: judged.length,
    causes: new Set(judged.map(({ expected }) => expected)).size,
    right: judged.filter(isRight).length,
    confidentlyWrong: judged.filter((one) => !isRight(one) && one.actual !== "unknown" && one.confidence !== "low")
      .length,
    unknown: judged.filter(({ actual, expected }) => actual === "unknown" && expected !== "unknown").length,
  };
}

export function scoreTable(title: string, judged: readonly Judgement[]): string {
  const { runs, causes, right, confidentlyWrong, unknown } = scoreOf(judged);
  const percent = (part: number): string => `${((100 * part) / runs).toFixed(1)} %`;
  return [
    `      ${title}: ${runs} runs, ${causes} causes`,
    `        top-1 ${right}/${runs} (${percent(right)}), wrong with confidence ${confidentlyWrong} (${percent(confidentlyWrong)}), unknown ${unknown} (${percent(unknown)})`,
    ...judged
      .filter((one) => !isRight(one))
      .map(({ name, expected, actual, confidence }) => `        ${name}: ${actual} (${confidence}), not ${expected}`),
  ].join("\n");
}

const isRight = ({ expected, actual }: Judgement): boolean => expected === actual;
