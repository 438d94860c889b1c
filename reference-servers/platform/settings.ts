/** The settings of the embedded stack: read from the environment once, at its start. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { Environment } from "@drawbridge/contracts/identity";
import { readVariables } from "@drawbridge/hosted/environment";
import { z } from "zod";

const Variables = z.object({
  DRAWBRIDGE_HOME: z.string().optional(),
  DRAWBRIDGE_PORT: z.coerce.number().int().min(1).max(65_535).default(7400),
  DATABASE_URL: z.string().optional(),
  DRAWBRIDGE_ENVIRONMENT: Environment.default("dev"),
});

export interface StackSettings {
  /** The user's Drawbridge folder; the stack keeps its data in `stack/` below it. */
  readonly home: string;
  readonly dataFolder: string;
  /** The registry's port: the only one that a user needs to know. */
  readonly port: number;
  /** Your own Postgres. Null starts the embedded one. */
  readonly databaseUrl: string | null;
  readonly environment: Environment;
  /** A supervised process for each part, as in production. */
  readonly isolate: boolean;
  /** Passed on to every part, so that for example PRESTO_URL reaches the server that reads it. */
  readonly variables: NodeJS.ProcessEnv;
}

/** Throws for an unknown option, and as readVariables does. */
export function readStackSettings(variables: NodeJS.ProcessEnv, args: readonly string[]): StackSettings {
  const unknown = args.filter((arg) => arg !== "--isolate");
  if (unknown.length > 0) throw new Error(`Unknown option ${unknown.join(" ")}. The only one is --isolate.`);
  const { DRAWBRIDGE_HOME, DRAWBRIDGE_PORT, DATABASE_URL, DRAWBRIDGE_ENVIRONMENT } = readVariables(
    "The stack",
    Variables,
    variables,
  );
  const home = resolve(DRAWBRIDGE_HOME ?? join(homedir(), ".drawbridge"));
  return {
    home,
    dataFolder: join(home, "stack"),
    port: DRAWBRIDGE_PORT,
    databaseUrl: DATABASE_URL ?? null,
    environment: DRAWBRIDGE_ENVIRONMENT,
    isolate: args.includes("--isolate"),
    variables,
  };
}
