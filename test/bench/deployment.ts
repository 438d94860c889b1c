/**
 * A deployment as the hosted benchmarks measure it: registry, edge and a framework server, each a process of its own on
 * loopback, with a real Postgres. Only the identity provider is part of this process.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { edgeProof, partSecretVariables, registryCredential } from "@drawbridge/contracts/part-secret";
import { until } from "../support/clocks/until.ts";
import { startIssuer, type TestIssuer } from "../support/identity/issuer.ts";
import { forgetPeak, peakMemoryOf, processorMsOf, residentMemoryOf } from "../support/machine/processes.ts";
import { repository } from "../support/machine/source-files.ts";
import { freePort } from "../support/network/listening.ts";

export const hosted = `${repository}reference-servers`;
const workshop = `${repository}test/support/servers/workshop-main.ts`;

export interface PartProcess {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from the start of the process until `/readyz` answered 200. */
  readonly readyMs: number;
  /** What it wrote to stdout, if that is kept: Node's own trace. */
  readonly output: () => string;
  /** Resident memory, in MB. */
  megabytes(): number;
  /** The most resident memory since the last `forgetPeak`, in MB. */
  peakMegabytes(): number;
  forgetPeak(): void;
  /** Processor time of the process so far, in ms. */
  processorMs(): number;
  stop(): Promise<void>;
}

export interface PartStart {
  readonly main: string;
  readonly url: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Flags of Node. */
  readonly flags?: readonly string[];
}

const readyIntervalMs = 10;
/** A part that does not serve within this time has failed, on a busy machine too. */
const longestStartMs = 120_000;

/** Starts one part as a deployment does, and waits until it serves. */
export async function startPart({ main, url, variables, flags = [] }: PartStart): Promise<PartProcess> {
  const began = performance.now();
  const env = { PATH: process.env.PATH, PORT: new URL(url).port, DRAWBRIDGE_LOG_LEVEL: "error", ...variables };
  const child = spawn(process.execPath, [...flags, main], { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const endWithUs = () => child.kill("SIGKILL");
  process.once("exit", endWithUs);
  const readyMs = await ready(child, url, began);
  const pid = child.pid ?? 0;
  return {
    ...{ url, pid, readyMs, output: () => output },
    megabytes: () => residentMemoryOf(pid) / 1e6,
    peakMegabytes: () => peakMemoryOf(pid) / 1e6,
    forgetPeak: () => forgetPeak(pid),
    processorMs: () => processorMsOf(pid),
    async stop() {
      process.off("exit", endWithUs);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

async function ready(child: ChildProcess, url: string, began: number): Promise<number> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The part at ${url} ended with ${child.exitCode} before it served.`);
    const isReady = await fetch(`${url}/readyz`).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
    const tookMs = performance.now() - began;
    if (isReady) return tookMs;
    if (tookMs > longestStartMs) {
      child.kill("SIGKILL");
      throw new Error(`The part at ${url} did not serve within ${longestStartMs / 1000} s.`);
    }
    await new Promise((done) => setTimeout(done, readyIntervalMs));
  }
}

export interface Deployment {
  readonly issuer: TestIssuer;
  readonly registry: PartProcess;
  readonly edge: PartProcess;
  readonly server: PartProcess;
  /** Where clients reach the server. */
  readonly mcpUrl: string;
  /** What a part gets to find the others, by its name; for a further server, too. */
  serverVariables(name: string): Readonly<Record<string, string>>;
  readonly registryStart: PartStart;
  readonly edgeStart: PartStart;
  /** Changes the server's policy, as an operator does: each listening client hears that the tools may have changed. */
  changePolicy(): Promise<void>;
  close(): Promise<void>;
}

export interface DeploymentOptions {
  readonly databaseUrl: string;
  /** The server's settings. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Node's flags of each part. */
  readonly flags?: readonly string[];
}

export async function startDeployment(options: DeploymentOptions): Promise<Deployment> {
  const issuer = await startIssuer();
  const rootSecret = randomBytes(32).toString("base64url");
  const address = async () => `http://127.0.0.1:${await freePort()}`;
  const [registryUrl, edgeUrl, serverUrl] = [await address(), await address(), await address()];
  const { flags = [] } = options;
  const registryStart: PartStart = {
    ...{ main: `${hosted}/registry/main.ts`, url: registryUrl, flags },
    variables: {
      ...{ DRAWBRIDGE_REGISTRY_URL: registryUrl, DATABASE_URL: options.databaseUrl, DRAWBRIDGE_ISSUER: issuer.url },
      ...{ DRAWBRIDGE_EDGE_URL: edgeUrl, DRAWBRIDGE_ENVIRONMENT: "dev", [partSecretVariables.root]: rootSecret },
      DRAWBRIDGE_SEAL_SECRET: randomBytes(32).toString("base64url"),
    },
  };
  const edgeStart: PartStart = {
    ...{ main: `${hosted}/edge/main.ts`, url: edgeUrl, flags },
    variables: {
      ...{ DRAWBRIDGE_EDGE_URL: edgeUrl, DRAWBRIDGE_REGISTRY_URL: registryUrl, [partSecretVariables.root]: rootSecret },
    },
  };
  const serverVariables = (name: string) => ({
    DRAWBRIDGE_REGISTRY_URL: registryUrl,
    [partSecretVariables.registryCredential]: registryCredential(rootSecret, name),
    [partSecretVariables.edgeProof]: edgeProof(rootSecret, name),
  });
  const registry = await startPart(registryStart);
  const server = await startPart({
    ...{ main: workshop, url: serverUrl, flags },
    variables: { ...serverVariables("workshop"), ...options.variables },
  });
  const edge = await startPart(edgeStart);
  const mcpUrl = `${edgeUrl}/mcp/workshop`;
  await until("the edge knows the server", async () => (await fetch(mcpUrl)).status === 401);
  let policies = 0;
  return {
    ...{ issuer, registry, edge, server, mcpUrl, serverVariables, registryStart, edgeStart },
    async changePolicy() {
      policies += 1;
      const response = await fetch(`${registryUrl}/internal/v1/servers/workshop/access`, {
        method: "PUT",
        headers: {
          authorization: `Bearer ${registryCredential(rootSecret, "operator")}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({ groups: ["ads-eng", `more-${policies}`], surfaces: ["local"], environments: ["dev"] }),
      });
      if (!response.ok) throw new Error(`The registry refused the policy: ${response.status} ${await response.text()}`);
    },
    async close() {
      for (const part of [edge, server, registry]) await part.stop();
      await issuer.stop();
    },
  };
}
