/**
 * A secret of an environment as its part uses it: with its second value (`<NAME>_OTHER`) while it is changed, and read again
 * where it lies in a file. `readVariables` has checked the first values.
 */
import type { Secret } from "@drawbridge/contracts/secret";
import { pino } from "pino";
import { changingSecret, type SecretSource } from "../changing-secret.ts";
import { fileVariable } from "./secret-files.ts";
import type { VariableFacts } from "./variable.ts";

/** The variable with the second value of the secret `name`. */
export const otherVariable = <Name extends string>(name: Name): `${Name}_OTHER` => `${name}_OTHER`;

/** What an operator must know of that variable. */
export const otherFacts = (name: string): VariableFacts => ({
  means: `Second value of ${name} while it is changed (docs/deployment.md). Its file may be absent or empty.`,
  example: "SECRET",
  default: "none",
  secret: true,
});

/** The secret `name` of `environment`, whose value at the start is `value`. */
export function secretIn(environment: NodeJS.ProcessEnv, name: string, value: string, minLength = 1): Secret {
  const other = sourceOf(environment, otherVariable(name));
  const current = sourceOf(environment, name) ?? { kind: "value", value };
  if (other === undefined && current.kind === "value") return value;
  const onTrouble = (message: string): void =>
    pino({ name: "secrets" }, pino.destination({ dest: 2, sync: true })).error(message);
  return changingSecret({ name, current, other, minLength, onTrouble });
}

function sourceOf(environment: NodeJS.ProcessEnv, name: string): SecretSource | undefined {
  const value = environment[name];
  if (value !== undefined && value.trim() !== "") return { kind: "value", value };
  const file = environment[fileVariable(name)];
  return file === undefined || file.trim() === "" ? undefined : { kind: "file", file };
}
