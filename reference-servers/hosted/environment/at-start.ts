/** What the program of a part does first with its environment. */
import { pino } from "pino";
import { EnvironmentError, LogLevel } from "../environment.ts";
import { unknownVariables } from "./unknown-variables.ts";

/**
 * What `read` makes of the environment. An environment that is not right ends the process with its message alone, without
 * a stack. Before that, a variable that no part reads is a warning in the log of `part`, because it may be a missing one
 * with a wrong name; `own` is as for unknownVariables.
 */
export function readAtStart<Settings>(
  part: string,
  environment: NodeJS.ProcessEnv,
  read: (environment: NodeJS.ProcessEnv) => Settings,
  own: readonly string[] = [],
): Settings {
  const level = LogLevel.safeParse(environment.DRAWBRIDGE_LOG_LEVEL).data ?? "info";
  const log = pino({ name: part, level }, pino.destination({ dest: 2, sync: true }));
  for (const sentence of unknownVariables(environment, own)) log.warn(sentence);
  try {
    return read(environment);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
