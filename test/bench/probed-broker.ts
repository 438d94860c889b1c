/** A broker as bridges start it, with a probe in its process. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { lowMemory, tryConnect } from "../../proxy/broker/ensure.ts";
import { homeOf } from "../../proxy/files/home.ts";
import { until } from "../support/clocks/until.ts";
import { openHandlesOf, ownMemoryOf } from "../support/machine/processes.ts";

const probe = fileURLToPath(new URL("broker-probe.ts", import.meta.url));

/** How a broker was in one stretch of time. */
export interface Health {
  /** Bytes of its own. */
  readonly memory: number;
  readonly handles: number;
  /** Milliseconds that its event loop ran late. */
  readonly lateP50Ms: number;
  readonly lateP99Ms: number;
}

export interface ProbedBroker {
  readonly pid: number;
  /** Since the last time it was asked. */
  health(): Promise<Health>;
  stop(): Promise<void>;
}

const Lateness = z.object({ lateP50Ms: z.number(), lateP99Ms: z.number() });

export async function startProbedBroker(cli: string, home: string): Promise<ProbedBroker> {
  const child = spawn(process.execPath, [...lowMemory.flags, "--import", probe, cli, "broker", "--home", home], {
    env: { PATH: process.env.PATH, HOME: home, ...lowMemory.environment },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const { endpoint } = homeOf(home);
  await until("the broker listens", async () => {
    const socket = await tryConnect(endpoint);
    socket?.destroy();
    return socket !== null;
  });
  const pid = child.pid ?? 0;
  return {
    pid,
    async health() {
      const answer = new Promise<unknown>((done) => child.once("message", done));
      child.send("how are you");
      return { memory: ownMemoryOf(pid), handles: openHandlesOf(pid), ...Lateness.parse(await answer) };
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
