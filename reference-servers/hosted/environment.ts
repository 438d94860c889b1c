/**
 * How every hosted process reads its settings: once, at its start, from environment variables. Each part declares its
 * variables in one schema (`settings.ts`), with `variable` around each; docs/configuration.md is made from the same.
 */
import { z } from "zod";
import { faultOf } from "./environment/faults.ts";
import { EnvironmentError, type Problem, type Rule } from "./environment/problem.ts";
import { readSecretFiles } from "./environment/secret-files.ts";
import { factsOf, refusesEmpty } from "./environment/variable.ts";

export { EnvironmentError, type Problem, type Rule, type SetVariables } from "./environment/problem.ts";
export { factsOf, isSecret, refuseEmpty, type VariableFacts, variable } from "./environment/variable.ts";

/**
 * The values of the schema's variables. An empty or blank variable counts as not set, but for those that `refuseEmpty`
 * marks. A secret may also be in the file that `<NAME>_FILE` names. `part` is the subject of the error's sentence: "The
 * edge". Throws an EnvironmentError with every problem at once, and never with a secret.
 */
export function readVariables<Schema extends z.ZodObject>(
  part: string,
  schema: Schema,
  environment: NodeJS.ProcessEnv,
  rules: readonly Rule[] = [],
): z.output<Schema> {
  const { set, problems: files } = readSecretFiles(schema, environment);
  const parsed = schema.safeParse(set);
  /** The first fault of a variable is the one to correct: others can follow from it. */
  const faults = new Map<string, string>();
  const add = ({ variable, fault }: Problem): void => void (faults.has(variable) || faults.set(variable, fault));
  for (const problem of files) add(problem);
  for (const [name, each] of Object.entries(schema.shape))
    if (refusesEmpty(each) && environment[name]?.trim() === "") add({ variable: name, fault: emptyFault });
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    add({ variable: name, fault: set[name] === undefined ? "not set" : faultOf(issue) });
  }
  for (const problem of rules.flatMap((rule) => rule(set))) add(problem);
  if (parsed.success && faults.size === 0) return parsed.data;
  throw new EnvironmentError(part, lines(schema, faults));
}

const emptyFault = "empty: set a value, or remove the variable for its default";

function lines(schema: z.ZodObject, faults: ReadonlyMap<string, string>): readonly string[] {
  return [...faults].map(([name, fault]) => {
    const declared = schema.shape[name];
    const example = declared && factsOf(declared)?.example;
    return `${name}: ${fault}.${example === undefined ? "" : ` Example: ${name}=${example}`}`;
  });
}

/** TCP port; 0 lets the system choose a free one. */
export const Port = z.coerce.number().int().min(0).max(65_535);

/** A pino level. */
export const LogLevel = z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]);
export type LogLevel = z.infer<typeof LogLevel>;

/** The address of a part, without a slash at its end, so that a path can follow. */
export const BaseUrl = z.url().transform((url) => url.replace(/\/+$/, ""));
