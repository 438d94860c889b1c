/** The edge as its own process, as a deployment starts it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Part } from "@drawbridge/contracts/part";
import { currentOf } from "@drawbridge/contracts/secret";
import type { EdgeSettings } from "@drawbridge/edge/settings";

const main = fileURLToPath(import.meta.resolve("../../../reference-servers/edge/main.ts"));

export interface EdgeProcess {
  readonly start: (settings: EdgeSettings) => Promise<Part>;
  /** Everything that it wrote to its outputs. */
  readonly logs: () => string;
  /** The process that was started last. */
  readonly child: () => ChildProcess;
}

export function edgeProcess(): EdgeProcess {
  let logs = "";
  let running: ChildProcess | undefined;
  return {
    logs: () => logs,
    child: () => {
      if (running === undefined) throw new Error("The edge was not started.");
      return running;
    },
    async start({ port, url, registryUrl, rootSecret, groupsSecret }) {
      const variables = { PORT: String(port), DRAWBRIDGE_EDGE_URL: url, DRAWBRIDGE_REGISTRY_URL: registryUrl };
      const env = {
        PATH: process.env.PATH,
        ...variables,
        DRAWBRIDGE_ROOT_SECRET: currentOf(rootSecret),
        DRAWBRIDGE_LOG_LEVEL: "trace",
        DRAWBRIDGE_LISTEN_ON_SECONDS: "0",
        ...(groupsSecret !== undefined && { DRAWBRIDGE_GROUPS_SECRET: currentOf(groupsSecret) }),
      };
      const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "pipe"] });
      running = child;
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (chunk: Buffer) => {
          logs += chunk;
        });
      }
      while (!logs.includes("the edge serves")) await once(child.stderr, "data");
      return {
        url,
        close: async () => {
          if (child.exitCode !== null) return;
          child.kill("SIGTERM");
          await once(child, "exit");
        },
      };
    },
  };
}
