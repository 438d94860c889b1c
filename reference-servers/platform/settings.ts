/** The settings of the embedded stack: read from the environment once, at its start. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Environment } from "@drawbridge/contracts/identity";
import { ServerName } from "@drawbridge/contracts/registry";
import { readVariables, refuseEmpty, variable } from "@drawbridge/hosted/environment";
import { z } from "zod";
import { portedParts } from "./parts.ts";

export const StackVariables = z.object({
  DRAWBRIDGE_HOME: variable(z.string().optional(), {
    means: "Your Drawbridge folder. The stack keeps its data in `stack/` below it.",
    example: "/srv/drawbridge",
    default: "~/.drawbridge",
  }),
  DRAWBRIDGE_PORT: variable(z.coerce.number().int().min(1).max(65_535).default(7400), {
    means: "The registry's port: the only one that a user needs to know.",
    example: "7400",
  }),
  DATABASE_URL: variable(z.string().optional(), {
    means: "Your own Postgres, for every part.",
    example: "postgres://drawbridge:PASSWORD@db.acme.test:5432/drawbridge",
    default: "the embedded Postgres",
    secret: true,
  }),
  DRAWBRIDGE_ENVIRONMENT: variable(refuseEmpty(Environment.default("dev")), {
    means: "What this deployment is: dev, staging or prod.",
    example: "staging",
  }),
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
  /** The company's own identity provider signs people in, so that the included one does not start. */
  readonly ownProvider: boolean;
  /** A supervised process for each part, as in production. */
  readonly isolate: boolean;
  /** Names of servers of the user's own, which may announce themselves to this stack. */
  readonly ownServers: readonly string[];
  /** Passed on to every part, so that for example PRESTO_URL reaches the server that reads it. */
  readonly variables: NodeJS.ProcessEnv;
}

/** What is started: `start` also signs in the demo user of the included identity provider. */
export type StackMode = "start" | "stack";

/** Throws for an unknown option, for `start` with another identity provider, and as readVariables does. */
export function readStackSettings(
  variables: NodeJS.ProcessEnv,
  args: readonly string[],
  mode: StackMode = "stack",
): StackSettings {
  const { isolate, ownServers } = readOptions(args);
  const { DRAWBRIDGE_HOME, DRAWBRIDGE_PORT, DATABASE_URL, DRAWBRIDGE_ENVIRONMENT } = readVariables(
    "The stack",
    StackVariables,
    variables,
  );
  const ownProvider = (variables.DRAWBRIDGE_IDENTITY_PROVIDERS ?? "") !== "";
  if (ownProvider && mode === "start")
    throw new Error(
      "npm start signs in the demo user of the included identity provider, and DRAWBRIDGE_IDENTITY_PROVIDERS names another one. Run npm run stack, then drawbridge login.",
    );
  const home = resolve(DRAWBRIDGE_HOME ?? join(homedir(), ".drawbridge"));
  return {
    home,
    dataFolder: join(home, "stack"),
    port: DRAWBRIDGE_PORT,
    databaseUrl: DATABASE_URL ?? null,
    environment: DRAWBRIDGE_ENVIRONMENT,
    ownProvider,
    isolate,
    ownServers,
    variables,
  };
}

/** Names of parts, each with a credential of its own. */
const taken: readonly string[] = [...portedParts, "registry", "operator"];

function readOptions(args: readonly string[]): Pick<StackSettings, "isolate" | "ownServers"> {
  const { tokens } = parseArgs({
    args: [...args],
    options: { server: { type: "string" } },
    strict: false,
    tokens: true,
  });
  const ownServers: string[] = [];
  let isolate = false;
  for (const token of tokens) {
    if (token.kind === "option" && token.name === "isolate") isolate = true;
    else if (token.kind === "option" && token.name === "server") ownServers.push(ownServer(token.value ?? ""));
    else throw new Error(`Unknown option ${args[token.index]}. The options are --isolate and --server NAME.`);
  }
  return { isolate, ownServers };
}

function ownServer(name: string): string {
  if (!ServerName.safeParse(name).success)
    throw new Error(
      `--server needs the name of your server: at most 25 of a-z, 0-9 and -, a letter first. It was "${name}".`,
    );
  if (taken.includes(name)) throw new Error(`--server ${name}: a part of the stack has this name. Choose another one.`);
  return name;
}
