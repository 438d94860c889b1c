/** How well diagnoses fit what is known of their applications: right, wrong though confident, or said to be unknown. */

export interface Judged {
  readonly name: string;
  readonly expected: string;
  readonly told: string;
  readonly confidence: string;
}

export interface Score {
  readonly runs: number;
  readonly causes: number;
  readonly right: number;
  /** Another cause told with high or medium confidence. */
  readonly confidentlyWrong: number;
  readonly unknown: number;
}

export function scoreOf(judged: readonly Judged[]): Score {
  return {
    runs: judged.length,
    causes: new Set(judged.map(({ expected }) => expected)).size,
    right: judged.filter(isRight).length,
    confidentlyWrong: judged.filter((one) => !isRight(one) && one.told !== "unknown" && one.confidence !== "low")
      .length,
    unknown: judged.filter(({ told, expected }) => told === "unknown" && expected !== "unknown").length,
  };
}

export function scoreTable(title: string, judged: readonly Judged[]): string {
  const { runs, causes, right, confidentlyWrong, unknown } = scoreOf(judged);
  const percent = (part: number): string => `${((100 * part) / runs).toFixed(1)} %`;
  return [
    `      ${title}: ${runs} runs, ${causes} causes`,
    `        top-1 ${right}/${runs} (${percent(right)}), confident and wrong ${confidentlyWrong} (${percent(confidentlyWrong)}), unknown ${unknown} (${percent(unknown)})`,
    ...judged
      .filter((one) => !isRight(one))
      .map(({ name, expected, told, confidence }) => `        ${name}: ${told} (${confidence}), not ${expected}`),
  ].join("\n");
}

const isRight = ({ expected, told }: Judged): boolean => expected === told;
