/** The part of a question that is searched. Pure. */

/** Maximum characters of a question. A longer one is cut in its middle: a stack trace names its failure at its ends. */
export const maxQuestionChars = 40_000;

export interface Question {
  readonly text: string;
  /** Whether something was left out. */
  readonly isCut: boolean;
}

export function boundQuestion(query: string): Question {
  if (query.length <= maxQuestionChars) return { text: query, isCut: false };
  const half = maxQuestionChars / 2;
  return { text: `${query.slice(0, half)}\n${query.slice(-half)}`.toWellFormed(), isCut: true };
}
