/**
 * The hosted parts of the embedded stack: where each listens, which variables it gets, and its program. One list serves
 * both ways to run them: in this process, or each as a supervised process (`--isolate`).
 */
import type { Part } from "@drawbridge/contracts/part";
import {
  approverClientSecret,
  edgeProof,
  partSecretVariables,
  registryCredential,
} from "@drawbridge/contracts/part-secret";
import type { RegistryRoles } from "./postgres/registry-roles.ts";
import { planReferenceServer, type ReferenceServer, referenceServers } from "./reference-servers.ts";

/** Every part that gets its own port. The user chooses the registry's port. */
export const portedParts = ["identity", "edge", ...referenceServers] as const;

export interface PartPlan {
  readonly name: string;
  readonly url: string;
  /** Answers 200 when the part can serve. */
  readonly readyUrl: string;
  /** The part's program, as a file URL. */
  readonly main: URL;
  /** What only the stack knows: it takes the place of what the user set. */
  readonly variables: NodeJS.ProcessEnv;
  /** What it reads where the user set nothing. */
  readonly defaults?: NodeJS.ProcessEnv;
  /** Throws as readVariables does, before anything is opened. */
  check(environment: NodeJS.ProcessEnv): Promise<unknown>;
  /** Starts the part in this process. */
  start(environment: NodeJS.ProcessEnv): Promise<Part>;
}

export interface Addresses {
  readonly registryPort: number;
  readonly ports: ReadonlyMap<string, number>;
  /** Of the embedded Postgres; null where the user set one. */
  readonly databaseUrl: string | null;
  /** The registry's own roles, where the database has them. */
  readonly registryDatabase?: RegistryRoles;
  readonly environment: string;
  /** Whether the user's own identity provider takes the place of the included one. */
  readonly ownProvider: boolean;
  readonly dataFolder: string;
  /** The user's, or one that is made at every start; each server gets only what is derived for it. */
  readonly rootSecret: string;
  /** The user's DRAWBRIDGE_PEERS. */
  readonly peers?: string | undefined;
  /** Whether the user set Spark another Knowledge server. */
  readonly ownKnowledge?: boolean;
  /** Stored with the data, because the registry's seals must stay valid across starts. Only the registry gets it. */
  readonly sealSecret: string;
}

/** Plans the parts in stages. A stage starts when the one before it is ready; its parts start together. */
export function planParts(at: Addresses): readonly (readonly PartPlan[])[] {
  const identity = loopback(portOf(at, "identity"));
  const edge = loopback(portOf(at, "edge"));
  const registry = loopback(at.registryPort);
  /** Of the included provider. The user sets the registry another one, which the company's provider made. */
  const approverSecret = { [partSecretVariables.approverClient]: approverClientSecret(at.rootSecret) };
  const main = (part: string) => new URL(`../${part}/main.ts`, import.meta.url);
  const database = at.databaseUrl === null ? {} : { DATABASE_URL: at.databaseUrl };
  const roles = at.registryDatabase;
  const registryDatabase =
    roles === undefined ? database : { DATABASE_URL: roles.url, DRAWBRIDGE_DATABASE_OWNER_URL: roles.ownerUrl };
  const root = { [partSecretVariables.root]: at.rootSecret };

  const identityPart: PartPlan = {
    name: "identity",
    url: identity,
    readyUrl: `${identity}/.well-known/openid-configuration`,
    main: main("identity"),
    variables: { ...database, ...loopbackAlone, PORT: String(portOf(at, "identity")), DRAWBRIDGE_ISSUER: identity },
    defaults: { DRAWBRIDGE_REGISTRY_URL: registry, ...approverSecret },
    check: async (environment) => (await import("@drawbridge/identity/settings")).readIdentitySettings(environment),
    start: async (environment) => {
      const { readIdentitySettings } = await import("@drawbridge/identity/settings");
      const { startIdentity } = await import("@drawbridge/identity/start");
      return startIdentity(readIdentitySettings(environment));
    },
  };
  const registryPart: PartPlan = {
    name: "registry",
    url: registry,
    readyUrl: `${registry}/readyz`,
    main: main("registry"),
    variables: { ...registryDatabase, ...root, ...loopbackAlone, PORT: String(at.registryPort) },
    defaults: {
      DRAWBRIDGE_REGISTRY_URL: registry,
      DRAWBRIDGE_EDGE_URL: edge,
      DRAWBRIDGE_ENVIRONMENT: at.environment,
      DRAWBRIDGE_SEAL_SECRET: at.sealSecret,
      ...(at.ownProvider ? {} : { DRAWBRIDGE_ISSUER: identity, ...approverSecret }),
    },
    check: async (environment) => (await import("@drawbridge/registry/settings")).readRegistrySettings(environment),
    start: async (environment) => {
      const { readRegistrySettings } = await import("@drawbridge/registry/settings");
      const { startRegistry } = await import("@drawbridge/registry/start");
      return startRegistry(readRegistrySettings(environment));
    },
  };
  const edgePart: PartPlan = {
    name: "edge",
    url: edge,
    readyUrl: `${edge}/readyz`,
    main: main("edge"),
    variables: { ...root, ...loopbackAlone, PORT: String(portOf(at, "edge")), DRAWBRIDGE_REGISTRY_URL: registry },
    defaults: { DRAWBRIDGE_EDGE_URL: edge },
    check: async (environment) => (await import("@drawbridge/edge/settings")).readEdgeSettings(environment),
    start: async (environment) => {
      const { readEdgeSettings } = await import("@drawbridge/edge/settings");
      const { startEdge } = await import("@drawbridge/edge/start");
      return startEdge(readEdgeSettings(environment));
    },
  };
  return [
    at.ownProvider ? [registryPart] : [identityPart, registryPart],
    [edgePart, ...referenceServers.map((name) => planServer(name, registry, at))],
  ];
}

function planServer(name: ReferenceServer, registry: string, at: Addresses): PartPlan {
  const url = loopback(portOf(at, name));
  const { variables, defaults, check, start } = planReferenceServer(name, at, (other) => loopback(portOf(at, other)));
  return {
    name,
    url,
    readyUrl: `${url}/readyz`,
    main: new URL(`../servers/${name}/main.ts`, import.meta.url),
    variables: {
      ...loopbackAlone,
      PORT: String(portOf(at, name)),
      DRAWBRIDGE_REGISTRY_URL: registry,
      [partSecretVariables.registryCredential]: registryCredential(at.rootSecret, name),
      [partSecretVariables.edgeProof]: edgeProof(at.rootSecret, name),
      ...variables,
    },
    defaults: { DRAWBRIDGE_OUTBOX_FOLDER: `${at.dataFolder}/outbox`, ...defaults },
    check,
    start,
  };
}

/**
 * The stack is for one machine, so that HOST and a certificate of the user's are left out, and the user hears it
 * (user-settings.ts). Some shells set HOST to the machine's name, and the included identity provider signs in any person of
 * the demo without a password: nothing else than this machine may reach it. A certificate names no loopback address, by
 * which the parts reach each other.
 */
const loopbackAlone = { HOST: "127.0.0.1", DRAWBRIDGE_TLS_CERT_FILE: undefined, DRAWBRIDGE_TLS_KEY_FILE: undefined };

const loopback = (port: number): string => `http://127.0.0.1:${port}`;

function portOf(at: Addresses, name: string): number {
  const port = at.ports.get(name);
  if (port === undefined) throw new Error(`No port was chosen for ${name}.`);
  return port;
}
