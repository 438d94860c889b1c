/** The settings of the embedded stack: read from the environment once, at its start. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Environment } from "@drawbridge/contracts/identity";
import { minSecretLength, partSecretVariables } from "@drawbridge/contracts/part-secret";
import { ServerName } from "@drawbridge/contracts/registry";
import { BaseUrl, type Rule, readVariables, refuseEmpty, variable } from "@drawbridge/hosted/environment";
import { rootSecretFacts } from "@drawbridge/hosted/shared-variables";
import { z } from "zod";
import { portedParts } from "./parts.ts";
import { isSet, loopbackPort } from "./user-settings.ts";

export const StackVariables = z.object({
  DRAWBRIDGE_HOME: variable(z.string().optional(), {
    means: "Your Drawbridge folder. The stack keeps its data in `stack/` below it.",
    example: "/srv/drawbridge",
    default: "~/.drawbridge",
  }),
  DRAWBRIDGE_PORT: variable(z.coerce.number().int().min(1).max(65_535).optional(), {
    means: "The registry's port: the only one that a user needs to know.",
    example: "7400",
    default: "7400",
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
  DRAWBRIDGE_REGISTRY_URL: variable(BaseUrl.optional(), {
    means:
      "The address that people configure. One on this machine also says the registry's port where DRAWBRIDGE_PORT does not.",
    example: "https://drawbridge.acme.test",
    default: "http://127.0.0.1 with that port",
  }),
  DRAWBRIDGE_EDGE_URL: variable(BaseUrl.optional(), {
    means: "The address where clients reach the edge. One on this machine also says the edge's port.",
    example: "http://127.0.0.1:7401",
    default: "http://127.0.0.1 with a free port, the same at each start",
  }),
  DRAWBRIDGE_ISSUER: variable(z.url().optional(), {
    means: "Issuer identifier of your own identity provider. The included one does not start then.",
    example: "https://id.acme.test",
    default: "the included provider",
  }),
  [partSecretVariables.root]: variable(z.string().min(minSecretLength).optional(), {
    ...rootSecretFacts,
    default: "a new one at each start",
  }),
  [partSecretVariables.peers]: variable(z.string().optional(), {
    means: "Credentials of further servers that may call the Knowledge server: `name=credential`, separated by commas.",
    example: "orders=CREDENTIAL",
    default: "Spark alone may",
    secret: true,
  }),
});

/** The owner of the embedded database's tables is the stack's own. */
const ownerOfOwnDatabase: Rule = (set) =>
  isSet(set, "DRAWBRIDGE_DATABASE_OWNER_URL") && !isSet(set, "DATABASE_URL")
    ? [{ variable: "DATABASE_URL", fault: "not set, and DRAWBRIDGE_DATABASE_OWNER_URL is: set both, or neither" }]
    : [];

export interface StackSettings {
  /** The user's Drawbridge folder; the stack keeps its data in `stack/` below it. */
  readonly home: string;
  readonly dataFolder: string;
  /** The registry's port: the only one that a user needs to know. */
  readonly port: number;
  /** Where people reach the registry, where that is not its own port. */
  readonly registryUrl: string | null;
  /** The port that DRAWBRIDGE_EDGE_URL names; null for any free one. */
  readonly edgePort: number | null;
  /** Your own Postgres. Null starts the embedded one. */
  readonly databaseUrl: string | null;
  /** Your own. Null makes one at each start. */
  readonly rootSecret: string | null;
  readonly peers: string | null;
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

/** Throws for an unknown option, and as readVariables does. */
export function readStackSettings(variables: NodeJS.ProcessEnv, args: readonly string[]): StackSettings {
  const { isolate, ownServers } = readOptions(args);
  const data = readVariables("The stack", StackVariables, variables, [ownerOfOwnDatabase]);
  const home = resolve(data.DRAWBRIDGE_HOME ?? join(homedir(), ".drawbridge"));
  const { DRAWBRIDGE_REGISTRY_URL: registryUrl, DRAWBRIDGE_EDGE_URL: edgeUrl } = data;
  return {
    home,
    dataFolder: join(home, "stack"),
    port: data.DRAWBRIDGE_PORT ?? loopbackPort(registryUrl) ?? 7400,
    registryUrl: registryUrl ?? null,
    edgePort: loopbackPort(edgeUrl),
    databaseUrl: data.DATABASE_URL ?? null,
    rootSecret: data[partSecretVariables.root] ?? null,
    peers: data[partSecretVariables.peers] ?? null,
    environment: data.DRAWBRIDGE_ENVIRONMENT,
    ownProvider: isSet(variables, "DRAWBRIDGE_IDENTITY_PROVIDERS") || data.DRAWBRIDGE_ISSUER !== undefined,
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
