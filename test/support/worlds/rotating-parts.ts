/**
 * The parts of a rotating world: in this process, where a test moves the clock by which they look at their files, or each a
 * process of its own.
 */
import type { Part } from "@drawbridge/contracts/part";
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { currentOf } from "@drawbridge/contracts/secret";
import { startEdge } from "@drawbridge/edge/start";
import type { RegistrySettings } from "@drawbridge/registry/settings";
import { startRegistry } from "@drawbridge/registry/start";
import { helloServer } from "../../../examples/hello-server/server.ts";
import { serve } from "../../../reference-servers/framework/serve.ts";
import { HostedProcess } from "../fleet/hosted-process.ts";
import { repository } from "../machine/source-files.ts";
import type { SecretFiles } from "../secrets/secret-files.ts";

/** Each is a secret that one part reads. */
export type SecretName = "registry-root" | "seal" | "edge-root" | "server-credential" | "server-proof";

export interface Place {
  readonly files: SecretFiles<SecretName>;
  /** Without the secrets of `files`. Read at each start. */
  settings(): Omit<RegistrySettings, "rootSecret" | "sealSecret" | "port">;
  /** Of the two registries. */
  readonly registryPorts: readonly number[];
  readonly edgePort: number;
}

export interface RotatingPart {
  start(): Promise<void>;
  /** The part is not ready any more and goes on serving, meanwhile `serving` runs, and then it ends. */
  stop(serving: () => Promise<void>): Promise<void>;
}

export interface RotatingParts {
  readonly registries: readonly RotatingPart[];
  readonly edge: RotatingPart;
  /** An instance of the server. */
  server(port: number): RotatingPart;
}

/** `now` is the time of the registries by which requests, grants and their keys end. */
export function partsHere({ files, settings, registryPorts, edgePort }: Place, now?: () => Date): RotatingParts {
  return {
    registries: registryPorts.map((port) =>
      here(() => {
        const secrets = { rootSecret: files.secret("registry-root"), sealSecret: files.secret("seal") };
        return startRegistry({ ...settings(), ...secrets, port }, now && { now });
      }),
    ),
    edge: here(() => {
      const { url: registryUrl, edgeUrl: url } = settings();
      return startEdge({
        ...{ port: edgePort, url, registryUrl, logLevel: "silent" },
        rootSecret: files.secret("edge-root"),
      });
    }),
    server: (port) =>
      here(() =>
        serve(helloServer, {
          port,
          registry: { url: settings().url, credential: files.secret("server-credential") },
          edgeProof: files.secret("server-proof"),
          settings: { DRAWBRIDGE_LOG_LEVEL: "silent", ...serverVariables },
        }),
      ),
  };
}

const serverVariables = { DRAWBRIDGE_POLICY_REFRESH_SECONDS: "0.2" };

function here(start: () => Promise<Part>): RotatingPart {
  let part: Part | undefined;
  return {
    async start() {
      part = await start();
    },
    async stop(serving) {
      part?.leave?.();
      await serving();
      await part?.close();
    },
  };
}

/** Their entry points, with the secrets in the files that their variables name. */
export function partsAsProcesses({ files, settings, registryPorts, edgePort }: Place): RotatingParts {
  const { url, edgeUrl, databaseUrl, issuer, environment, approverSecret } = settings();
  const both = (variable: string, name: SecretName): NodeJS.ProcessEnv => ({
    [`${variable}_FILE`]: files.path(name),
    [`${variable}_OTHER_FILE`]: files.path(`${name}-other`),
  });
  const registry: NodeJS.ProcessEnv = {
    ...{ DATABASE_URL: currentOf(databaseUrl), DRAWBRIDGE_ISSUER: issuer, DRAWBRIDGE_ENVIRONMENT: environment },
    DRAWBRIDGE_APPROVER_CLIENT_SECRET: approverSecret && currentOf(approverSecret),
    ...both(partSecretVariables.root, "registry-root"),
    ...both("DRAWBRIDGE_SEAL_SECRET", "seal"),
  };
  const process = (name: string, main: string, port: number, own: NodeJS.ProcessEnv): RotatingPart => {
    const hosted = new HostedProcess({
      ...{ name, port, main: `${repository}${main}` },
      environment: {
        ...{ DRAWBRIDGE_REGISTRY_URL: url, DRAWBRIDGE_EDGE_URL: edgeUrl, DRAWBRIDGE_LOG_LEVEL: "fatal" },
        ...{ DRAWBRIDGE_LISTEN_ON_SECONDS: "1", ...own },
      },
    });
    return { start: () => hosted.start(), stop: () => hosted.end("SIGTERM") };
  };
  return {
    registries: registryPorts.map((port) =>
      process("a registry", "reference-servers/registry/main.ts", port, registry),
    ),
    edge: process("the edge", "reference-servers/edge/main.ts", edgePort, both(partSecretVariables.root, "edge-root")),
    server: (port) =>
      process("the server", "examples/hello-server/main.ts", port, {
        ...both(partSecretVariables.registryCredential, "server-credential"),
        ...both(partSecretVariables.edgeProof, "server-proof"),
        ...serverVariables,
      }),
  };
}
