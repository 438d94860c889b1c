/** How every hosted process reads its settings: once, at its start, from environment variables that a schema describes. */
import { z } from "zod";

/**
 * The values of the schema's variables. An empty variable counts as not set. `part` is the subject of the error's
 * sentence: "The edge". Throws an Error that names each variable that is missing or wrong, and never holds a value.
 */
export function readVariables<Schema extends z.ZodObject>(
  part: string,
  schema: Schema,
  environment: NodeJS.ProcessEnv,
): z.output<Schema> {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(present);
  if (parsed.success) return parsed.data;
  const problems = new Map(parsed.error.issues.map((issue) => [String(issue.path[0]), problemOf(issue, present)]));
  const list = [...problems].map(([name, problem]) => `${name} (${problem})`).join(", ");
  throw new Error(
    `${part} cannot start with this environment. Missing or wrong: ${list}. Correct these variables and start again.`,
  );
}

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
