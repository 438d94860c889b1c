/** How every hosted process reads its settings: once, at its start, from environment variables that a schema describes. */
import { z } from "zod";

const refusedWhenEmpty = new WeakSet<z.ZodType>();

/**
 * Marks a variable that decides who may do what, or how long a permission lasts, and whose default is not its strictest
 * value. Such a variable that is present but empty is an error: it is often a template whose value was lost, and the
 * default would turn off a protection that the operator wanted. Returns the same schema.
 */
export function refuseEmpty<Schema extends z.ZodType>(schema: Schema): Schema {
  refusedWhenEmpty.add(schema);
  return schema;
}

/**
 * The values of the schema's variables. An empty or blank variable counts as not set, but for those that `refuseEmpty`
 * marks. `part` is the subject of the error's sentence: "The edge". Throws an Error that names each variable that is
 * missing, empty or wrong, and never holds a value.
 */
export function readVariables<Schema extends z.ZodObject>(
  part: string,
  schema: Schema,
  environment: NodeJS.ProcessEnv,
): z.output<Schema> {
  const present = Object.fromEntries(Object.entries(environment).filter(([name]) => !isEmpty(environment[name])));
  const parsed = schema.safeParse(present);
  const problems = new Map<string, string>();
  for (const [name, variable] of Object.entries(schema.shape))
    if (refusedWhenEmpty.has(variable) && isEmpty(environment[name])) problems.set(name, emptyProblem);
  for (const issue of parsed.error?.issues ?? []) problems.set(String(issue.path[0]), problemOf(issue, present));
  if (parsed.success && problems.size === 0) return parsed.data;
  const list = [...problems].map(([name, problem]) => `${name} (${problem})`).join(", ");
  throw new Error(
    `${part} cannot start with this environment. Missing or wrong: ${list}. Correct these variables and start again.`,
  );
}

const emptyProblem = "empty: set a value, or remove the variable for its default";

const isEmpty = (value: string | undefined): boolean => value?.trim() === "";

/** A fault inside a JSON value has a path of keys that come from the value, so it gets no words of its own. */
function problemOf({ path, message }: z.core.$ZodIssue, present: NodeJS.ProcessEnv): string {
  if (present[String(path[0])] === undefined) return "not set";
  return path.length === 1 ? message : "a wrong value inside";
}

/** TCP port; 0 lets the system choose a free one. */
export const Port = z.coerce.number().int().min(0).max(65_535);

/** A pino level. */
export const LogLevel = z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]);
export type LogLevel = z.infer<typeof LogLevel>;

/** The address of a part, without a slash at its end, so that a path can follow. */
export const BaseUrl = z.url().transform((url) => url.replace(/\/+$/, ""));
