/**
 * Secrets from files: `<NAME>_FILE` holds the path of a file with the value of `NAME`, as container platforms mount them. A
 * message never shows the path, because a secret is easily put into the wrong one of the two variables.
 */
import { readFileSync } from "node:fs";
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import type { z } from "zod";
import type { Problem, SetVariables } from "./problem.ts";
import { isSecret } from "./variable.ts";

/** The variable that may name a file with the value of `name`. */
export const fileVariable = (name: string): string => `${name}_FILE`;

/** The variables that are not blank, with the secrets of `schema` also from their files. */
export function readSecretFiles(
  schema: z.ZodObject,
  environment: NodeJS.ProcessEnv,
): { readonly set: SetVariables; readonly problems: readonly Problem[] } {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const problems: Problem[] = [];
  for (const [name, declared] of Object.entries(schema.shape)) {
    const path = set[fileVariable(name)];
    if (path === undefined || !isSecret(declared)) continue;
    const read: SecretFile =
      set[name] === undefined
        ? readSecretFile(path)
        : { kind: "fault", fault: `${fileVariable(name)} is set too: only one of the two may be` };
    // A second value comes and goes while the process runs (secret-in.ts).
    if (read.kind === "fault" && !name.endsWith("_OTHER")) problems.push({ variable: name, fault: read.fault });
    if (read.kind === "secret") set[name] = read.value;
  }
  return { set, problems };
}

export type SecretFile =
  | { readonly kind: "secret"; readonly value: string }
  | { readonly kind: "fault"; readonly fault: string };

/** The file's text without the end of its last line, or what is wrong with it. */
export function readSecretFile(path: string): SecretFile {
  try {
    const value = readFileSync(path, "utf8").replace(/\r?\n$/, "");
    if (value.trim() !== "") return { kind: "secret", value };
    return { kind: "fault", fault: "the file that its _FILE variable names is empty" };
  } catch (error) {
    const code = systemErrorCode(error) ?? "unknown";
    return { kind: "fault", fault: `the file that its _FILE variable names cannot be read (${code})` };
  }
}
