/** What can be wrong with an environment. */

/** What is wrong with one variable, without its value. */
export interface Problem {
  readonly variable: string;
  /** Follows "NAME: ", without a full stop. */
  readonly fault: string;
}

/** The variables that have a value, the secrets from files among them. */
export type SetVariables = Readonly<Record<string, string | undefined>>;

/** Finds what no variable shows alone, for example that one of two is needed. It names no value of a secret. */
export type Rule = (set: SetVariables) => readonly Problem[];

/** A part cannot start with its environment. Its message is for the operator: one line for each variable at fault. */
export class EnvironmentError extends Error {
  constructor(part: string, problems: readonly string[]) {
    super(
      `${part} cannot start with this environment:\n${problems.map((line) => `  ${line}\n`).join("")}Correct these variables and start again. docs/configuration.md says what each means.`,
    );
    this.name = "EnvironmentError";
  }
}
